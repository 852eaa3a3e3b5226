/**
 * Consumer, producer and admin clients, bounded in memory: which partitions are owned, which offsets are committed,
 * and whether everything sent was acknowledged. Below {@code deadletter} and {@code loop}.
 */
@NullMarked
package dev.orderpipeline.common.kafka;

import org.jspecify.annotations.NullMarked;
