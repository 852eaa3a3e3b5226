/** A Kafka broker (KRaft), and clients to create topics, send, read and look up offsets. Above {@code server}. */
package dev.orderpipeline.local.kafka;
