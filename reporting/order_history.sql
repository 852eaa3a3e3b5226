-- Every version of an order: its status, whose it was and where. The last one is the newest.
SELECT effective_from, sent_dttm, status, user_id, restaurant_id, load_dt
  FROM dds.order_history
 WHERE order_id = :order_id
 ORDER BY effective_from, sent_dttm, hashdiff;
