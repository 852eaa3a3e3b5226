-- The orders of a user, the newest first.
SELECT order_id, order_dt, status, payment, restaurant_name
  FROM dds.orders
 WHERE user_id = :'user_id'
 ORDER BY order_dt DESC, order_id DESC;
