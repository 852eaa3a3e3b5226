-- The role of whoever draws reports: it reads the views of the vault and the two marts, nothing else, and its statements
-- time out. Run as the owner of the schemas with the right CREATEROLE (and of the database, where PUBLIC may not connect to
-- it), after the services have created their tables, and again after an upgrade:
--   psql -d dwh -f reporting/dwh_reader.sql
--   psql -d dwh -c '\password dwh_reader'
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dwh_reader') THEN
        CREATE ROLE dwh_reader LOGIN CONNECTION LIMIT 10;
    END IF;
    -- PUBLIC's right to connect may have been revoked.
    IF NOT has_database_privilege('dwh_reader', current_database(), 'CONNECT') THEN
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO dwh_reader', current_database());
    END IF;
END $$;

ALTER ROLE dwh_reader SET default_transaction_read_only = on;
ALTER ROLE dwh_reader SET statement_timeout = '60s';
ALTER ROLE dwh_reader SET idle_in_transaction_session_timeout = '60s';

GRANT USAGE ON SCHEMA dds, cdm TO dwh_reader;
GRANT SELECT ON cdm.user_product_counters, cdm.user_category_counters TO dwh_reader;

DO $$
DECLARE
    view_name regclass;
BEGIN
    FOR view_name IN SELECT oid FROM pg_class WHERE relnamespace = 'dds'::regnamespace AND relkind = 'v' LOOP
        EXECUTE format('GRANT SELECT ON %s TO dwh_reader', view_name);
    END LOOP;
END $$;
