-- Distributes the raw events over the nodes of Citus (docs/scaling.md): run once on the coordinator, after the first
-- migration and before the first order.
SELECT create_distributed_table('stg.order_events', 'object_id');
