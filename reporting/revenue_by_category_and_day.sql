-- Revenue of the closed orders for each category and day.
SELECT order_lines.order_dt::date AS day, order_lines.category_name,
       count(DISTINCT order_lines.order_id) AS orders, sum(order_lines.amount) AS revenue
  FROM dds.s_order_status_current AS order_status
  JOIN dds.order_lines USING (h_order_pk)
 WHERE order_status.status = 'CLOSED'
 GROUP BY 1, 2
 ORDER BY 1, 2;
