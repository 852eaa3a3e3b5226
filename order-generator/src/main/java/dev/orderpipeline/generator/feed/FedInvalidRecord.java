package dev.orderpipeline.generator.feed;

/**
 * An invalid record that was fed, and the rejection that the pipeline must answer with.
 *
 * @param value null for a tombstone
 * @param errorCode error code of the expected dead letter
 */
public record FedInvalidRecord(int partition, long offset, byte[] value, String errorCode) {}
