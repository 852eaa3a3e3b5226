/**
 * Meters of the pipeline, and {@code /prometheus} without a thread per client. Above {@code kafka} and {@code
 * deadletter}, used by {@code loop}.
 */
@NullMarked
package dev.orderpipeline.common.metrics;

import org.jspecify.annotations.NullMarked;
