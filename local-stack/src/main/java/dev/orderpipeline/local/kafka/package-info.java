/** A Kafka broker (KRaft), and clients to create topics, send, read and look up offsets. Above {@code server}. */
@NullMarked
package dev.orderpipeline.local.kafka;

import org.jspecify.annotations.NullMarked;
