-- The orders whose newest version was loaded within the last minute.
SELECT orders.order_id, orders.updated_at, orders.status, orders.restaurant_name, newest.load_dt
  FROM dds.s_order_status_current AS newest
  JOIN dds.orders USING (h_order_pk)
 WHERE newest.load_dt >= (now() AT TIME ZONE 'UTC') - interval '1 minute'
 ORDER BY newest.load_dt DESC, orders.order_id;
