-- The newest version of each parent. As anti joins: a key's look-up is one of an index, in whatever the view is joined
-- with, and a scan of all rows is one hash join. DISTINCT ON would read the whole table in joins.

CREATE VIEW dds.s_user_names_current AS
SELECT *
  FROM dds.s_user_names AS version
 WHERE NOT EXISTS (SELECT
                     FROM dds.s_user_names AS newer
                    WHERE newer.h_user_pk = version.h_user_pk
                      AND (newer.effective_from, newer.hashdiff)
                          > (version.effective_from, version.hashdiff));

CREATE VIEW dds.s_product_names_current AS
SELECT *
  FROM dds.s_product_names AS version
 WHERE NOT EXISTS (SELECT
                     FROM dds.s_product_names AS newer
                    WHERE newer.h_product_pk = version.h_product_pk
                      AND (newer.effective_from, newer.hashdiff)
                          > (version.effective_from, version.hashdiff));

CREATE VIEW dds.s_product_category_current AS
SELECT *
  FROM dds.s_product_category AS version
 WHERE NOT EXISTS (SELECT
                     FROM dds.s_product_category AS newer
                    WHERE newer.h_product_pk = version.h_product_pk
                      AND (newer.effective_from, newer.hashdiff)
                          > (version.effective_from, version.hashdiff));

CREATE VIEW dds.s_restaurant_names_current AS
SELECT *
  FROM dds.s_restaurant_names AS version
 WHERE NOT EXISTS (SELECT
                     FROM dds.s_restaurant_names AS newer
                    WHERE newer.h_restaurant_pk = version.h_restaurant_pk
                      AND (newer.effective_from, newer.hashdiff)
                          > (version.effective_from, version.hashdiff));

CREATE VIEW dds.s_order_cost_current AS
SELECT *
  FROM dds.s_order_cost AS version
 WHERE NOT EXISTS (SELECT
                     FROM dds.s_order_cost AS newer
                    WHERE newer.h_order_pk = version.h_order_pk
                      AND (newer.effective_from, newer.sent_dttm, newer.hashdiff)
                          > (version.effective_from, version.sent_dttm, version.hashdiff));

CREATE VIEW dds.s_order_status_current AS
SELECT *
  FROM dds.s_order_status AS version
 WHERE NOT EXISTS (SELECT
                     FROM dds.s_order_status AS newer
                    WHERE newer.h_order_pk = version.h_order_pk
                      AND (newer.effective_from, newer.sent_dttm, newer.hashdiff)
                          > (version.effective_from, version.sent_dttm, version.hashdiff));

-- The lines of the newest version of each order. Of two lines of one product that claim to be the same version, the one with
-- the larger hashdiff. Both kinds of rows are one relation: two anti joins would read and hash all lines once more.
CREATE VIEW dds.s_order_product_current AS
SELECT *
  FROM dds.s_order_product AS line
 WHERE NOT EXISTS (SELECT
                     FROM (SELECT h_order_pk, effective_from, sent_dttm, NULL::uuid AS h_product_pk, NULL::uuid AS hashdiff
                             FROM dds.s_order_status
                            UNION ALL
                           SELECT h_order_pk, effective_from, sent_dttm, h_product_pk, hashdiff
                             FROM dds.s_order_product) AS other
                    WHERE other.h_order_pk = line.h_order_pk
                      AND CASE
                          WHEN other.h_product_pk IS NULL
                          THEN (other.effective_from, other.sent_dttm) > (line.effective_from, line.sent_dttm)
                          ELSE other.h_product_pk = line.h_product_pk
                               AND other.effective_from = line.effective_from
                               AND other.sent_dttm = line.sent_dttm
                               AND other.hashdiff > line.hashdiff
                          END);

-- Names are aggregates and hubs are outer joins, so that the planner leaves out those that a query does not use. It plans at
-- most eight relations at once (join_collapse_limit): more of them in these views, or in another order, and a join of both
-- reads all orders for the lines of one.

-- The user is joined by the link, whose index finds the orders of a user.
CREATE VIEW dds.orders AS
SELECT hub.order_id,
       hub.order_dt,
       status.status,
       cost.cost,
       cost.payment,
       status.effective_from AS updated_at,
       h_user.user_id,
       user_names.username,
       restaurant.restaurant_id,
       restaurant.restaurant_name,
       status.h_order_pk,
       order_user.h_user_pk,
       status.h_restaurant_pk
  FROM dds.s_order_status_current AS status
  LEFT JOIN dds.h_order AS hub ON hub.h_order_pk = status.h_order_pk
  JOIN dds.s_order_cost_current AS cost ON cost.h_order_pk = status.h_order_pk
  LEFT JOIN dds.l_order_user AS order_user
       ON order_user.h_order_pk = status.h_order_pk AND order_user.h_user_pk = status.h_user_pk
  LEFT JOIN dds.h_user ON h_user.h_user_pk = order_user.h_user_pk
  LEFT JOIN LATERAL (SELECT (array_agg(username ORDER BY effective_from DESC, hashdiff DESC))[1] AS username
                       FROM dds.s_user_names
                      WHERE s_user_names.h_user_pk = order_user.h_user_pk) AS user_names ON true
  LEFT JOIN LATERAL (SELECT max(restaurant_id) AS restaurant_id,
                            (array_agg(name ORDER BY effective_from DESC, hashdiff DESC))[1] AS restaurant_name
                       FROM dds.h_restaurant
                       JOIN dds.s_restaurant_names USING (h_restaurant_pk)
                      WHERE h_restaurant_pk = status.h_restaurant_pk) AS restaurant ON true;

-- Every version, for the history of an order.
CREATE VIEW dds.order_history AS
SELECT hub.order_id,
       status.effective_from,
       status.sent_dttm,
       status.hashdiff,
       status.status,
       h_user.user_id,
       h_restaurant.restaurant_id,
       status.load_dt,
       status.h_order_pk,
       status.h_user_pk,
       status.h_restaurant_pk
  FROM dds.s_order_status AS status
  LEFT JOIN dds.h_order AS hub ON hub.h_order_pk = status.h_order_pk
  LEFT JOIN dds.h_user ON h_user.h_user_pk = status.h_user_pk
  LEFT JOIN dds.h_restaurant ON h_restaurant.h_restaurant_pk = status.h_restaurant_pk;

CREATE VIEW dds.order_lines AS
SELECT hub.order_id,
       product.product_id,
       product.product_name,
       h_category.category_name,
       line.quantity,
       line.price,
       line.quantity * line.price AS amount,
       line.h_order_pk,
       line.h_product_pk,
       line.h_category_pk,
       hub.order_dt
  FROM dds.s_order_product_current AS line
  LEFT JOIN dds.h_order AS hub ON hub.h_order_pk = line.h_order_pk
  LEFT JOIN dds.h_category ON h_category.h_category_pk = line.h_category_pk
  LEFT JOIN LATERAL (SELECT max(product_id) AS product_id,
                            (array_agg(name ORDER BY effective_from DESC, hashdiff DESC))[1] AS product_name
                       FROM dds.h_product
                       JOIN dds.s_product_names USING (h_product_pk)
                      WHERE h_product_pk = line.h_product_pk) AS product ON true;

-- The names of hub keys, to be joined last by whoever sums over a hub key: a sum over names would look up one for each row.

CREATE VIEW dds.users AS
SELECT hub.user_id,
       user_names.username,
       hub.h_user_pk
  FROM dds.h_user AS hub
  LEFT JOIN dds.s_user_names_current AS user_names ON user_names.h_user_pk = hub.h_user_pk;

CREATE VIEW dds.restaurants AS
SELECT hub.restaurant_id,
       restaurant_names.name AS restaurant_name,
       hub.h_restaurant_pk
  FROM dds.h_restaurant AS hub
  LEFT JOIN dds.s_restaurant_names_current AS restaurant_names ON restaurant_names.h_restaurant_pk = hub.h_restaurant_pk;

CREATE VIEW dds.products AS
SELECT hub.product_id,
       product_names.name AS product_name,
       h_category.category_name,
       hub.h_product_pk,
       product_category.h_category_pk
  FROM dds.h_product AS hub
  LEFT JOIN dds.s_product_names_current AS product_names ON product_names.h_product_pk = hub.h_product_pk
  LEFT JOIN dds.s_product_category_current AS product_category ON product_category.h_product_pk = hub.h_product_pk
  LEFT JOIN dds.h_category ON h_category.h_category_pk = product_category.h_category_pk;
