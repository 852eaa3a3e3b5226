SELECT product_id, product_name, sum(quantity) AS quantity, sum(amount) AS revenue
  FROM raw.lines
 WHERE status = 'CLOSED'
 GROUP BY 1, 2
 ORDER BY revenue DESC, 1
 LIMIT 20;
