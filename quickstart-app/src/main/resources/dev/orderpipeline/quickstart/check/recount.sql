-- Recounts both marts from the newest version of every order in the vault, and lists the counters that
-- differ. No rows mean that they agree.
WITH closed_order AS (
    SELECT h_order_pk, effective_from
    FROM dds.s_order_status_current
    WHERE status = 'CLOSED'
),
closed_line AS (
    SELECT DISTINCT order_user.h_user_pk, closed_order.h_order_pk, order_product.h_product_pk
    FROM closed_order
    JOIN dds.l_order_user AS order_user USING (h_order_pk)
    JOIN dds.l_order_product AS order_product USING (h_order_pk)
    JOIN dds.s_order_product AS line USING (hk_order_product_pk)
    WHERE line.effective_from = closed_order.effective_from
),
product_counter AS (
    SELECT h_user_pk AS user_id, h_product_pk AS product_id, count(*) AS order_cnt
    FROM closed_line
    GROUP BY h_user_pk, h_product_pk
),
category_counter AS (
    SELECT h_user_pk AS user_id, h_category_pk AS category_id, count(DISTINCT h_order_pk) AS order_cnt
    FROM closed_line
    JOIN dds.l_product_category USING (h_product_pk)
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
