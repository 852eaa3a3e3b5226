package dev.orderpipeline.generator.feed;

/**
 * A record fed although the pipeline has to refuse it.
 *
 * @param value null for a tombstone
 * @param errorCode what the pipeline has to say about it
 */
public record FedInvalidRecord(int partition, long offset, byte[] value, String errorCode) {}
