-- The newest version of each order, its payload as it came.
CREATE TABLE stg.order_events (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object_id   BIGINT    NOT NULL UNIQUE,
    object_type TEXT      NOT NULL,
    sent_dttm   TIMESTAMP NOT NULL,
    -- First half of the version: the order's own stamp, or sent_dttm where it has none.
    update_ts   TIMESTAMP NOT NULL,
    payload     JSON      NOT NULL,
    load_dt     TIMESTAMP NOT NULL,
    load_src    TEXT      NOT NULL
);
