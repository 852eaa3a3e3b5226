SELECT order_dt::date AS day, restaurant_id, reference_data.value->>'name' AS restaurant_name,
       count(*) AS orders, sum(payment) AS revenue
  FROM raw.orders
  JOIN raw.reference_data ON id = restaurant_id
 WHERE status = 'CLOSED'
 GROUP BY 1, 2, 3
 ORDER BY 1, 2;
