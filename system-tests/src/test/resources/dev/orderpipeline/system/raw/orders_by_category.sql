SELECT category_name, count(DISTINCT order_id) AS orders, count(DISTINCT user_id) AS users
  FROM raw.lines
 WHERE status = 'CLOSED'
 GROUP BY 1
 ORDER BY orders DESC, category_name;
