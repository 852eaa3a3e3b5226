/**
 * Meters of the pipeline, and {@code /prometheus} without a thread per client. The table in {@code docs/operations.md} lists
 * them all. Above {@code kafka} and {@code deadletter}, used by {@code postgres}, {@code loop} and {@code redis}.
 */
@NullMarked
package dev.orderpipeline.common.metrics;

import org.jspecify.annotations.NullMarked;
