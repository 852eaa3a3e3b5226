-- One order in its newest version.
SELECT *
  FROM dds.orders
 WHERE order_id = :order_id;
