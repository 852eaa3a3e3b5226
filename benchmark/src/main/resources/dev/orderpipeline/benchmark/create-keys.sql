-- Creates what drop-keys.sql has dropped.
DO $$
DECLARE
    dropped RECORD;
BEGIN
    SET LOCAL maintenance_work_mem = '1GB';
    FOR dropped IN SELECT definition FROM public.dropped_keys ORDER BY is_foreign_key LOOP
        EXECUTE dropped.definition;
    END LOOP;
END
$$;

DROP TABLE public.dropped_keys;
