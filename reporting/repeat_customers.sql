-- For each number of closed orders: how many users have that many.
SELECT orders, count(*) AS users
  FROM (SELECT h_user_pk, count(*) AS orders FROM dds.orders WHERE status = 'CLOSED' GROUP BY 1) AS per_user
 GROUP BY 1
 ORDER BY 1;
