package dev.orderpipeline.common.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A message for the destination topic.
 *
 * @param source the record that it comes from: it becomes a dead letter if the broker refuses the message
 * @param key the record key, as text
 * @param value the message, as JSON
 */
public record OutgoingMessage(ConsumerRecord<byte[], byte[]> source, String key, byte[] value) {}
