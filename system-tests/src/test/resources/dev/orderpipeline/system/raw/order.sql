SELECT order_id, order_dt, status, cost, payment, updated_at,
       user_id, person.value->>'name' AS username, restaurant_id, restaurant.value->>'name' AS restaurant_name,
       md5(order_id::text)::uuid AS h_order_pk, md5(user_id)::uuid AS h_user_pk, md5(restaurant_id)::uuid AS h_restaurant_pk
  FROM raw.orders
  JOIN raw.reference_data AS person ON person.id = user_id
  JOIN raw.reference_data AS restaurant ON restaurant.id = restaurant_id
 WHERE order_id = :order_id;
