-- The twenty products of the highest revenue in closed orders.
SELECT order_lines.product_id, order_lines.product_name,
       sum(order_lines.quantity) AS quantity, sum(order_lines.amount) AS revenue
  FROM dds.orders
  JOIN dds.order_lines USING (h_order_pk)
 WHERE orders.status = 'CLOSED'
 GROUP BY 1, 2
 ORDER BY revenue DESC, 1
 LIMIT 20;
