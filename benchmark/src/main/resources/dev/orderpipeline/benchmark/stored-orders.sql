-- Inserts old orders, number bench.first to before bench.behind, of existing users and products, with one to four products
-- each. Only hub keys are those of the pipeline. Rows are in the order in which the pipeline loads them, by batches and in a
-- batch by key, ten orders a second until now. Foreign keys are not checked: otherwise it would take hours.
SET LOCAL session_replication_role = replica;
SET LOCAL work_mem = '256MB';

CREATE TEMPORARY TABLE a_user ON COMMIT DROP AS
SELECT row_number() OVER () - 1 AS number, h_user_pk AS user_id FROM dds.h_user;

CREATE TEMPORARY TABLE a_restaurant ON COMMIT DROP AS
SELECT row_number() OVER () - 1 AS number, h_restaurant_pk AS restaurant_id FROM dds.h_restaurant;

CREATE TEMPORARY TABLE a_product ON COMMIT DROP AS
SELECT row_number() OVER () - 1 AS number, h_product_pk AS product_id, h_category_pk AS category_id, category_name
  FROM dds.s_product_category_current JOIN dds.h_category USING (h_category_pk);

CREATE TEMPORARY TABLE an_order ON COMMIT DROP AS
SELECT series.number, 9000000000 + series.number AS object_id,
       md5((9000000000 + series.number)::text)::uuid AS order_id,
       timestamp '2015-01-01' + series.number * interval '10 seconds' AS placed,
       now() AT TIME ZONE 'UTC'
       - (current_setting('bench.behind')::bigint - series.number) * interval '100 milliseconds' AS loaded,
       user_id, restaurant_id
  FROM generate_series(current_setting('bench.first')::bigint, current_setting('bench.behind')::bigint - 1)
       AS series (number)
  JOIN a_user ON a_user.number = (series.number * 7919) % (SELECT count(*) FROM a_user)
  JOIN a_restaurant ON a_restaurant.number = series.number % (SELECT count(*) FROM a_restaurant);

CREATE TEMPORARY TABLE an_item ON COMMIT DROP AS
SELECT DISTINCT ON (order_id, product_id)
       an_order.number, order_id, object_id, placed, loaded, user_id, product_id, category_id, category_name,
       md5(object_id || '||' || product_id)::uuid AS link_id
  FROM an_order
 CROSS JOIN LATERAL generate_series(0, an_order.number % 4) AS item
  JOIN a_product ON a_product.number = (an_order.number * 31 + item * 17) % (SELECT count(*) FROM a_product);

INSERT INTO stg.order_events (object_id, object_type, sent_dttm, update_ts, payload, load_dt, load_src)
SELECT object_id, 'order', placed, placed, (SELECT payload FROM stg.order_events LIMIT 1), loaded, 'fill'
  FROM an_order;

INSERT INTO dds.h_order (h_order_pk, order_id, order_dt, load_dt, load_src)
SELECT order_id, object_id, placed, loaded, 'fill' FROM an_order ORDER BY number / 500, 1;

INSERT INTO dds.l_order_user (hk_order_user_pk, h_order_pk, h_user_pk, load_dt, load_src)
SELECT md5(object_id || '||' || user_id)::uuid, order_id, user_id, loaded, 'fill' FROM an_order ORDER BY number / 500, 2;

INSERT INTO dds.s_order_cost
       (hk_order_cost_pk, h_order_pk, cost, payment, hashdiff, effective_from, sent_dttm, load_dt, load_src)
SELECT md5('cost' || object_id)::uuid, order_id, 500, 500, order_id, placed, placed, loaded, 'fill'
  FROM an_order ORDER BY number / 500, 2;

INSERT INTO dds.s_order_status
       (hk_order_status_pk, h_order_pk, status, h_user_pk, h_restaurant_pk, hashdiff, effective_from, sent_dttm, load_dt,
        load_src)
SELECT md5('status' || object_id)::uuid, order_id, 'CLOSED', user_id, restaurant_id, order_id, placed, placed, loaded,
       'fill'
  FROM an_order ORDER BY number / 500, 2;

INSERT INTO dds.l_order_product (hk_order_product_pk, h_order_pk, h_product_pk, load_dt, load_src)
SELECT link_id, order_id, product_id, loaded, 'fill' FROM an_item ORDER BY number / 500, 2, 3;

INSERT INTO dds.s_order_product
       (hk_order_product_line_pk, hk_order_product_pk, h_order_pk, h_product_pk, h_category_pk, quantity, price, hashdiff,
        effective_from, sent_dttm, load_dt, load_src)
SELECT md5('line' || link_id)::uuid, link_id, order_id, product_id, category_id, 1, 500, link_id, placed, placed, loaded,
       'fill'
  FROM an_item ORDER BY number / 500, 3, 4;

INSERT INTO cdm.order_ledger (order_id, update_ts, sent_dttm, user_id, counted, menu_stamp, products, categories)
SELECT order_id, placed, placed, user_id, true, timestamp '2015-01-01',
       jsonb_object_agg(product_id, 'A product of long ago'), jsonb_object_agg(category_id, category_name)
  FROM an_item
 GROUP BY number, order_id, placed, user_id
 ORDER BY number / 500, 1;

-- Where a counter has another name in the mart, these orders add one to the other names.
CREATE TEMPORARY TABLE a_product_counter ON COMMIT DROP AS
SELECT user_id, product_id, 'A product of long ago' AS name, timestamp '2015-01-01' AS menu_stamp,
       count(*) AS orders
  FROM an_item
 GROUP BY 1, 2;

INSERT INTO cdm.counter_other_names AS stored (user_id, kind, counted_id, menu_stamp, name_hash, name, order_cnt)
SELECT user_id, 'PRODUCT', product_id, filled.menu_stamp, md5(name)::uuid, name, orders
  FROM a_product_counter AS filled JOIN cdm.user_product_counters AS shown USING (user_id, product_id)
 WHERE shown.product_name <> filled.name
 ORDER BY 1, 2, 3
    ON CONFLICT (user_id, kind, counted_id, menu_stamp, name_hash) DO UPDATE
   SET order_cnt = stored.order_cnt + excluded.order_cnt;

INSERT INTO cdm.user_product_counters AS stored (user_id, product_id, product_name, menu_stamp, order_cnt)
SELECT user_id, product_id, name, menu_stamp, orders FROM a_product_counter
 ORDER BY 1, 2
    ON CONFLICT (user_id, product_id) DO UPDATE
   SET order_cnt = stored.order_cnt + excluded.order_cnt,
       other_cnt = stored.other_cnt
                   + CASE WHEN stored.product_name = excluded.product_name THEN 0 ELSE excluded.order_cnt END;

INSERT INTO cdm.user_category_counters AS stored (user_id, category_id, category_name, menu_stamp, order_cnt)
SELECT user_id, category_id, min(category_name), timestamp '0001-01-01', count(DISTINCT order_id)
  FROM an_item
 GROUP BY 1, 2
 ORDER BY 1, 2
    ON CONFLICT (user_id, category_id) DO UPDATE SET order_cnt = stored.order_cnt + excluded.order_cnt;
