-- Columns of fixed width come first: no padding between them.
CREATE TABLE stg.order_events (
    object_id   BIGINT    PRIMARY KEY,
    id          BIGINT    NOT NULL GENERATED ALWAYS AS IDENTITY,
    sent_dttm   TIMESTAMP NOT NULL,
    update_ts   TIMESTAMP NOT NULL,
    load_dt     TIMESTAMP NOT NULL,
    object_type TEXT      NOT NULL,
    load_src    TEXT      NOT NULL,
    payload     JSON      NOT NULL
);

-- What was loaded since: block ranges are summarized while the table grows, not only by its next vacuum.
CREATE INDEX ON stg.order_events USING brin (load_dt) WITH (autosummarize = on);

DO $$
BEGIN
    -- Only its owner may comment on a schema.
    IF (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'stg') THEN
        COMMENT ON SCHEMA stg IS 'Staging: order events as the source sent them.';
    END IF;
END
$$;

COMMENT ON TABLE stg.order_events IS 'The newest version of each order, by update_ts, then sent_dttm.';
COMMENT ON COLUMN stg.order_events.object_id IS 'Business key of the order.';
COMMENT ON COLUMN stg.order_events.id IS 'Surrogate id: the order in which rows were inserted, with gaps.';
COMMENT ON COLUMN stg.order_events.sent_dttm IS 'When the source sent the message (UTC): the second half of the version.';
COMMENT ON COLUMN stg.order_events.update_ts IS
    'When the order was changed (UTC): the first half of the version; sent_dttm where the message has no stamp of its own.';
COMMENT ON COLUMN stg.order_events.load_dt IS 'When the row was last written (UTC); one value per batch.';
COMMENT ON COLUMN stg.order_events.object_type IS 'Type of the message, always order.';
COMMENT ON COLUMN stg.order_events.load_src IS 'Topic that the row was loaded from.';
COMMENT ON COLUMN stg.order_events.payload IS 'The payload of the message, unchanged.';
