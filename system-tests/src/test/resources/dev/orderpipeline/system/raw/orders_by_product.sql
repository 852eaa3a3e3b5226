SELECT product_name, count(*) AS orders, count(DISTINCT user_id) AS users
  FROM raw.lines
 WHERE status = 'CLOSED'
 GROUP BY product_id, product_name
 ORDER BY orders DESC, product_name, users;
