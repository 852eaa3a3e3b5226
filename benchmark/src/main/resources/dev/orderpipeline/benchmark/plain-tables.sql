-- The current rows without versions: what a plain schema would hold, for the comparison.
CREATE SCHEMA plain;
CREATE TABLE plain.orders AS SELECT * FROM dds.orders;
CREATE TABLE plain.order_lines AS SELECT * FROM dds.order_lines;
CREATE INDEX ON plain.orders (h_order_pk);
CREATE INDEX ON plain.order_lines (h_order_pk);
CREATE TABLE plain.products AS SELECT * FROM dds.products;
CREATE TABLE plain.restaurants AS SELECT * FROM dds.restaurants;
CREATE VIEW plain.s_order_status_current AS SELECT h_order_pk, status FROM plain.orders;

-- The views without the search for the newest version: what their joins alone cost.
CREATE SCHEMA unversioned;
DO $$
DECLARE
    source RECORD;
BEGIN
    -- The views that others are made of come first.
    FOR source IN
        SELECT viewname AS name, definition, viewname LIKE '%\_current' AS is_current
          FROM pg_views
         WHERE schemaname = 'dds'
         ORDER BY is_current DESC
    LOOP
        IF source.is_current THEN
            source.definition = format('SELECT * FROM dds.%I', replace(source.name, '_current', ''));
        END IF;
        EXECUTE format('CREATE VIEW unversioned.%I AS %s', source.name,
                       regexp_replace(source.definition, 'dds\.(\w+_current)', 'unversioned.\1', 'g'));
    END LOOP;
END
$$;
