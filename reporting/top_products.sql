-- The twenty products of the highest revenue in closed orders. Names are joined to the sums.
SELECT product_id, product_name, quantity, revenue
  FROM (SELECT h_product_pk, sum(order_lines.quantity) AS quantity, sum(order_lines.amount) AS revenue
          FROM dds.s_order_status_current AS order_status
          JOIN dds.order_lines USING (h_order_pk)
         WHERE order_status.status = 'CLOSED'
         GROUP BY 1) AS summed
  JOIN dds.products USING (h_product_pk)
 ORDER BY revenue DESC, 1
 LIMIT 20;
