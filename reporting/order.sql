-- One order, as its newest version says.
SELECT *
  FROM dds.orders
 WHERE order_id = :order_id;
