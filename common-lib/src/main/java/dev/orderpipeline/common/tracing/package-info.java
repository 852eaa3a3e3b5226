/**
 * Traces of orders and batches in OpenTelemetry's format, off by default. Above {@code kafka}; used by what sends
 * messages and dead letters, and by the loop.
 */
@NullMarked
package dev.orderpipeline.common.tracing;

import org.jspecify.annotations.NullMarked;
