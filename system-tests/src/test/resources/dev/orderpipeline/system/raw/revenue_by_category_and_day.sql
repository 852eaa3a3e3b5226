SELECT order_dt::date AS day, category_name, count(DISTINCT order_id) AS orders, sum(amount) AS revenue
  FROM raw.lines
 WHERE status = 'CLOSED'
 GROUP BY 1, 2
 ORDER BY 1, 2;
