SELECT 'product' AS kind, product_name AS name, count(*)::int AS order_cnt
  FROM raw.lines
 WHERE user_id = :user_id AND status = 'CLOSED'
 GROUP BY product_id, product_name
 UNION ALL
SELECT 'category', category_name, count(DISTINCT order_id)::int
  FROM raw.lines
 WHERE user_id = :user_id AND status = 'CLOSED'
 GROUP BY category_name
 ORDER BY kind DESC, order_cnt DESC, name;
