SELECT orders, count(*) AS users
  FROM (SELECT count(*) AS orders FROM raw.orders WHERE status = 'CLOSED' GROUP BY user_id) AS per_user
 GROUP BY 1
 ORDER BY 1;
