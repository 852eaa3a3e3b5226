SELECT order_dt::date AS day, count(*) AS orders,
       round(count(*) FILTER (WHERE status = 'CANCELLED') / count(*)::numeric, 4) AS cancelled_share,
       sum(payment) FILTER (WHERE status = 'CLOSED') AS revenue,
       round(sum(payment) FILTER (WHERE status = 'CLOSED') / count(*) FILTER (WHERE status = 'CLOSED'), 2) AS average_payment
  FROM raw.orders
 GROUP BY 1
 ORDER BY 1;
