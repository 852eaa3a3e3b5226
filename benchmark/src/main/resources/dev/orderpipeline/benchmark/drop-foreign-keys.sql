-- Takes the foreign keys off the vault's tables. They can be put back, once nobody loads, as the migration made them.
-- Without them, never delete an order's hub without its links and satellites: the service takes them for missing too.
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
