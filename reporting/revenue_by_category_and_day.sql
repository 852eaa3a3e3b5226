-- Revenue of the closed orders for each category and day.
SELECT orders.order_dt::date AS day, order_lines.category_name,
       count(DISTINCT orders.order_id) AS orders, sum(order_lines.amount) AS revenue
  FROM dds.orders
  JOIN dds.order_lines USING (h_order_pk)
 WHERE orders.status = 'CLOSED'
 GROUP BY 1, 2
 ORDER BY 1, 2;
