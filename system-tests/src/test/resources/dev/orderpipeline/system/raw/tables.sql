-- What was sent, and the orders and lines that follow from it without the pipeline.
CREATE SCHEMA raw;

CREATE TABLE raw.messages (value JSON NOT NULL);

CREATE TABLE raw.reference_data (id TEXT PRIMARY KEY, value JSON NOT NULL);

CREATE FUNCTION raw.utc(text) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN $1 ~ '(Z|[+-]\d\d:\d\d)$' THEN $1::timestamptz AT TIME ZONE 'UTC' ELSE $1::timestamp END
$$;

CREATE VIEW raw.orders AS
SELECT DISTINCT ON (order_id)
       order_id,
       min(raw.utc(payload->>'date')) OVER (PARTITION BY order_id) AS order_dt,
       payload->>'final_status' AS status,
       (payload->>'cost')::numeric AS cost,
       (payload->>'payment')::numeric AS payment,
       coalesce(raw.utc(payload->>'update_ts'), sent) AS updated_at,
       payload->'user'->>'id' AS user_id,
       payload->'restaurant'->>'id' AS restaurant_id,
       payload->'order_items' AS items
  FROM (SELECT (value->>'object_id')::bigint AS order_id, raw.utc(value->>'sent_dttm') AS sent, value->'payload' AS payload
          FROM raw.messages) AS message
 ORDER BY order_id, updated_at DESC, sent DESC;

CREATE VIEW raw.menu AS
SELECT id AS restaurant_id, item->>'_id' AS product_id, item->>'name' AS product_name, item->>'category' AS category_name
  FROM raw.reference_data, json_array_elements(value->'menu') AS item;

-- An item that an order has twice is one line: the sum of the quantities, with the first price.
CREATE VIEW raw.lines AS
SELECT orders.order_id, orders.order_dt, orders.status, orders.user_id, product_id, product_name, category_name,
       sum((item->>'quantity')::bigint)::bigint AS quantity,
       (array_agg((item->>'price')::numeric ORDER BY position))[1] AS price,
       sum((item->>'quantity')::bigint) * (array_agg((item->>'price')::numeric ORDER BY position))[1] AS amount
  FROM raw.orders
 CROSS JOIN json_array_elements(items) WITH ORDINALITY AS ordered (item, position)
  JOIN raw.menu ON menu.restaurant_id = orders.restaurant_id AND menu.product_id = item->>'id'
 GROUP BY 1, 2, 3, 4, 5, 6, 7;
