-- The lines of an order's newest version.
SELECT product_id, product_name, category_name, quantity, price, amount
  FROM dds.order_lines
 WHERE order_id = :order_id
 ORDER BY product_name, product_id;
