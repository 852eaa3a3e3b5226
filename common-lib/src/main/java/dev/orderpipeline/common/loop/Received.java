package dev.orderpipeline.common.loop;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record and the valid message that it holds. */
public record Received<M>(ConsumerRecord<byte[], byte[]> source, M message) {}
