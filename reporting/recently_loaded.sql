-- The orders of which a version was loaded within the last minute. As an array the keys are looked up one by one; a join
-- would read all orders.
SELECT order_id, updated_at, status, restaurant_name
  FROM dds.orders
 WHERE h_order_pk = ANY (ARRAY(SELECT h_order_pk
                                 FROM dds.order_history
                                WHERE load_dt >= now() AT TIME ZONE 'UTC' - interval '1 minute'))
 ORDER BY updated_at DESC, order_id;
