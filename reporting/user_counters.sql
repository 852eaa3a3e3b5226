-- What a user orders most: the counters of products, then those of categories.
SELECT 'product' AS kind, product_name AS name, order_cnt
  FROM cdm.user_product_counters
 WHERE user_id = md5(:'user_id')::uuid
 UNION ALL
SELECT 'category', category_name, order_cnt
  FROM cdm.user_category_counters
 WHERE user_id = md5(:'user_id')::uuid
 ORDER BY kind DESC, order_cnt DESC, name;
