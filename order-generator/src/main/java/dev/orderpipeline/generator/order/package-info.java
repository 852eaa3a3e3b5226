/**
 * Orders and their reference data, to feed the pipeline with: invented by
 * {@link dev.orderpipeline.local.orders.OrderGenerator}, or read from files.
 */
@NullMarked
package dev.orderpipeline.generator.order;

import org.jspecify.annotations.NullMarked;
