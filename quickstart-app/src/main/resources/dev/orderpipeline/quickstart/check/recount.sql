-- Recounts both marts from the newest version of every order in the vault, and lists the counters that
-- differ. No rows mean that they agree.
WITH closed_line AS (
    SELECT h_user_pk, h_order_pk, h_product_pk, h_category_pk
    FROM dds.orders
    JOIN dds.order_lines USING (h_order_pk)
    WHERE status = 'CLOSED'
),
product_counter AS (
    SELECT h_user_pk AS user_id, h_product_pk AS product_id, count(*) AS order_cnt
    FROM closed_line
    GROUP BY h_user_pk, h_product_pk
),
category_counter AS (
    SELECT h_user_pk AS user_id, h_category_pk AS category_id, count(DISTINCT h_order_pk) AS order_cnt
    FROM closed_line
    GROUP BY h_user_pk, h_category_pk
)
SELECT 'product' AS counter, user_id, product_id AS counted_id, mart.order_cnt AS in_mart, vault.order_cnt AS in_vault
FROM cdm.user_product_counters AS mart
FULL JOIN product_counter AS vault USING (user_id, product_id)
WHERE mart.order_cnt IS DISTINCT FROM vault.order_cnt
UNION ALL
SELECT 'category', user_id, category_id, mart.order_cnt, vault.order_cnt
FROM cdm.user_category_counters AS mart
FULL JOIN category_counter AS vault USING (user_id, category_id)
WHERE mart.order_cnt IS DISTINCT FROM vault.order_cnt
ORDER BY counter, user_id, counted_id;
