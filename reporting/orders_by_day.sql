-- For each day: orders, the share that was cancelled, and the average payment of the closed ones.
SELECT order_dt::date AS day, count(*) AS orders,
       round(avg((status = 'CANCELLED')::int), 4) AS cancelled_share,
       sum(payment) FILTER (WHERE status = 'CLOSED') AS revenue,
       round(avg(payment) FILTER (WHERE status = 'CLOSED'), 2) AS average_payment
  FROM dds.orders
 GROUP BY 1
 ORDER BY 1;
