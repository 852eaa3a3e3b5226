-- Every version of an order: its status, whose it was and where. It reads tables of the vault, so dwh_reader may not run it.
SELECT s_order_status.effective_from, s_order_status.sent_dttm, s_order_status.status,
       h_user.user_id, h_restaurant.restaurant_id, s_order_status.load_dt
  FROM dds.h_order
  JOIN dds.s_order_status USING (h_order_pk)
  JOIN dds.h_user USING (h_user_pk)
  JOIN dds.h_restaurant USING (h_restaurant_pk)
 WHERE h_order.order_id = :order_id
 ORDER BY s_order_status.effective_from, s_order_status.sent_dttm, s_order_status.hashdiff;
