-- So many users besides those of the generated orders.
WITH added AS (
    SELECT 'user ' || number AS user_id FROM generate_series(1, ?::bigint) AS series (number)
),
hub AS (
    INSERT INTO dds.h_user (h_user_pk, user_id, load_dt, load_src)
    SELECT md5(user_id)::uuid, user_id, timestamp '2015-01-01', 'fill' FROM added ORDER BY 1
    RETURNING h_user_pk, user_id
)
INSERT INTO dds.s_user_names
       (h_user_pk, hk_user_names_pk, username, userlogin, hashdiff, effective_from, load_dt, load_src)
SELECT h_user_pk, h_user_pk, user_id, user_id, h_user_pk, timestamp '2015-01-01', timestamp '2015-01-01', 'fill'
  FROM hub ORDER BY 1;
