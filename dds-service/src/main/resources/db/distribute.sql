-- Distributes the vault over the nodes of Citus (docs/scaling.md): run once on the coordinator, after the first migration and
-- before the first order. What belongs to an order is on one node; users, products, restaurants and categories, and what
-- belongs to them alone, are on every node.
DO $$
DECLARE
    foreign_key  RECORD;
    restorations TEXT[] := '{}';
    restoration  TEXT;
    name         TEXT;
BEGIN
    SET LOCAL citus.multi_shard_modify_mode = 'sequential';

    -- No foreign key may refer to a table that is not distributed yet.
    FOR foreign_key IN
        SELECT conrelid::regclass AS child, conname, pg_get_constraintdef(oid) AS definition
          FROM pg_constraint
         WHERE contype = 'f' AND connamespace = 'dds'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', foreign_key.child, foreign_key.conname);
        restorations := restorations
            || format('ALTER TABLE %s ADD CONSTRAINT %I %s', foreign_key.child, foreign_key.conname, foreign_key.definition);
    END LOOP;

    FOREACH name IN ARRAY ARRAY[
        'h_user', 'h_product', 'h_category', 'h_restaurant', 'l_product_restaurant', 'l_product_category',
        's_user_names', 's_product_names', 's_product_category', 's_restaurant_names']
    LOOP
        PERFORM create_reference_table('dds.' || name);
    END LOOP;

    PERFORM create_distributed_table('dds.h_order', 'h_order_pk');
    FOREACH name IN ARRAY ARRAY[
        'l_order_product', 'l_order_user', 's_order_cost', 's_order_status', 's_order_product']
    LOOP
        PERFORM create_distributed_table('dds.' || name, 'h_order_pk', colocate_with => 'dds.h_order');
    END LOOP;

    FOREACH restoration IN ARRAY restorations LOOP
        EXECUTE restoration;
    END LOOP;
END
$$;

-- Foreign keys to tables that are on every node need one connection to each node in a transaction. It holds for new
-- connections on all nodes: restart the service.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET citus.multi_shard_modify_mode = sequential', current_database());
END
$$;
