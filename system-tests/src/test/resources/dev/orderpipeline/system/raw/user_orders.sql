SELECT order_id, order_dt, status, payment, reference_data.value->>'name' AS restaurant_name
  FROM raw.orders
  JOIN raw.reference_data ON id = restaurant_id
 WHERE user_id = :user_id
 ORDER BY order_dt DESC, order_id DESC;
