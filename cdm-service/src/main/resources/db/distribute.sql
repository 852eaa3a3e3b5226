-- Distributes the marts over the nodes of Citus (docs/scaling.md): run once on the coordinator, after the first migration and
-- before the first order. The counters of a user are on one node, and so is the ledger of an order.
SELECT create_distributed_table('cdm.order_ledger', 'order_id'),
       create_distributed_table('cdm.order_former_counters', 'order_id', colocate_with => 'cdm.order_ledger'),
       create_distributed_table('cdm.user_product_counters', 'user_id'),
       create_distributed_table('cdm.user_category_counters', 'user_id', colocate_with => 'cdm.user_product_counters'),
       create_distributed_table('cdm.counter_other_names', 'user_id', colocate_with => 'cdm.user_product_counters');

-- Rows are locked in one order, shard after shard, so that replicas don't deadlock. It holds for new
-- connections on all nodes: restart the service.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET citus.multi_shard_modify_mode = sequential', current_database());
END
$$;
