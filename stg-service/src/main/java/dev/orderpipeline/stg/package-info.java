/**
 * Stores raw orders as they came, enriches them from Redis and produces them on. {@link
 * dev.orderpipeline.stg.OrderEventProcessor} is the batch, {@link dev.orderpipeline.stg.OrderEventRepository} its
 * table.
 */
package dev.orderpipeline.stg;
