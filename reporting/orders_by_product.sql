-- Closed orders and their users for each dish. Counters of one dish may show names of several menus: the last one is taken.
SELECT max(product_name) AS product_name, sum(order_cnt) AS orders, count(*) AS users
  FROM cdm.user_product_counters
 GROUP BY product_id
 ORDER BY orders DESC, product_name;
