-- A second version of every fourth order that was filled in: another payment, and two of each line.
CREATE TEMPORARY TABLE a_change AS
SELECT order_id, h_order_pk FROM dds.h_order WHERE load_src = 'fill' AND order_id % 4 = 0;
ANALYZE a_change;

INSERT INTO dds.s_order_cost
       (h_order_pk, hk_order_cost_pk, cost, payment, hashdiff, effective_from, sent_dttm, load_dt, load_src)
SELECT h_order_pk, hk_order_cost_pk, cost, payment + 500, hashdiff,
       effective_from + interval '1 hour', sent_dttm + interval '1 hour', load_dt, load_src
  FROM a_change JOIN dds.s_order_cost USING (h_order_pk) ORDER BY order_id / 2000, 1;

INSERT INTO dds.s_order_status
       (h_order_pk, hk_order_status_pk, status, h_user_pk, h_restaurant_pk, hashdiff, effective_from, sent_dttm,
        load_dt, load_src)
SELECT h_order_pk, hk_order_status_pk, status, h_user_pk, h_restaurant_pk, hashdiff,
       effective_from + interval '1 hour', sent_dttm + interval '1 hour', load_dt, load_src
  FROM a_change JOIN dds.s_order_status USING (h_order_pk) ORDER BY order_id / 2000, 1;

INSERT INTO dds.s_order_product
       (h_order_pk, h_product_pk, hk_order_product_pk, hk_order_product_line_pk, h_category_pk, quantity, price,
        hashdiff, effective_from, sent_dttm, load_dt, load_src)
SELECT h_order_pk, h_product_pk, hk_order_product_pk, hk_order_product_line_pk, h_category_pk, quantity + 1, price,
       hashdiff, effective_from + interval '1 hour', sent_dttm + interval '1 hour', load_dt, load_src
  FROM a_change JOIN dds.s_order_product USING (h_order_pk) ORDER BY order_id / 2000, 1;

DROP TABLE a_change;
