-- Revenue of the closed orders for each restaurant and day.
SELECT order_dt::date AS day, restaurant_id, restaurant_name, count(*) AS orders, sum(payment) AS revenue
  FROM dds.orders
 WHERE status = 'CLOSED'
 GROUP BY 1, 2, 3
 ORDER BY 1, 2;
