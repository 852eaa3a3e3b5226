-- Drops the foreign keys of the vault's tables. While no service is running, they can be created again as in the migration.
-- Without them, never delete an order's hub without its links and satellites: the service assumes that these are missing, too.
DO $$
DECLARE
    foreign_key RECORD;
BEGIN
    FOR foreign_key IN
        SELECT conrelid::regclass AS table_name, conname
          FROM pg_constraint
         WHERE contype = 'f' AND connamespace = 'dds'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', foreign_key.table_name, foreign_key.conname);
    END LOOP;
END
$$;
