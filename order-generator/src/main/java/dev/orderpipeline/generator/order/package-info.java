/**
 * Orders and their reference data, to feed the pipeline with: invented by
 * {@link dev.orderpipeline.local.orders.OrderGenerator}, or read from files.
 */
package dev.orderpipeline.generator.order;
