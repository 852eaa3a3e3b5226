-- Closed orders and their users for each product. Of several names in the counters, the alphabetically last one is taken.
SELECT max(product_name) AS product_name, sum(order_cnt) AS orders, count(*) AS users
  FROM cdm.user_product_counters
 GROUP BY product_id
 ORDER BY orders DESC, product_name, users;
