SELECT product_id, product_name, category_name, quantity, price, amount
  FROM raw.lines
 WHERE order_id = :order_id
 ORDER BY product_name, product_id;
