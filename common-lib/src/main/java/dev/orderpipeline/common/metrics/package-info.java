/**
 * Meters of the pipeline, and {@code /prometheus} without a thread per client. The table in {@code docs/operations.md} lists
 * them all. Above {@code kafka}, {@code deadletter} and {@code http}, used by {@code postgres}, {@code loop} and {@code redis}.
 */
@NullMarked
package dev.orderpipeline.common.metrics;

import org.jspecify.annotations.NullMarked;
