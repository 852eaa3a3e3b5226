/**
 * Stores raw order events unchanged, enriches them from Redis and produces them. {@link
 * dev.orderpipeline.stg.OrderEventProcessor} is the batch, {@link dev.orderpipeline.stg.OrderEventRepository} its
 * table.
 */
@NullMarked
package dev.orderpipeline.stg;

import org.jspecify.annotations.NullMarked;
