package dev.orderpipeline.common.kafka;

/**
 * A message for the destination topic.
 *
 * @param key the record key, as text
 * @param value the message, as JSON
 */
public record OutgoingMessage(Origin origin, String key, byte[] value) {}
