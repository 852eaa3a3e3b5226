-- Closed orders and their users for each category. A counter is a user's, so that its rows are the users.
SELECT category_name, sum(order_cnt) AS orders, count(*) AS users
  FROM cdm.user_category_counters
 GROUP BY category_id, category_name
 ORDER BY orders DESC, category_name;
