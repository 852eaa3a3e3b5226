-- Drops the keys, indexes and foreign keys of the tables that grow with orders, and keeps how to create them again. Primary
-- keys are then as full as inserts in random order leave them.
CREATE TABLE public.dropped_keys AS
SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid),
              CASE contype WHEN 'p' THEN 'WITH (fillfactor = 70)' END) AS definition,
       format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS removal,
       contype = 'f' AS is_foreign_key
  FROM pg_constraint
 WHERE contype IN ('p', 'f')
   AND (connamespace = 'dds'::regnamespace
        OR conrelid IN ('stg.order_events'::regclass, 'cdm.order_ledger'::regclass))
 UNION ALL
SELECT pg_get_indexdef(indexrelid), format('DROP INDEX %s', indexrelid::regclass), false
  FROM pg_index
  JOIN pg_class ON pg_class.oid = indexrelid
 WHERE relnamespace = 'dds'::regnamespace AND NOT indisprimary;

DO $$
DECLARE
    dropped RECORD;
BEGIN
    FOR dropped IN SELECT removal FROM public.dropped_keys ORDER BY is_foreign_key DESC LOOP
        EXECUTE dropped.removal;
    END LOOP;
END
$$;
