package dev.orderpipeline.run;

/**
 * A record fed although the pipeline has to refuse it.
 *
 * @param value null for a tombstone
 * @param errorCode what the pipeline has to say about it
 */
public record FedPoison(int partition, long offset, byte[] value, String errorCode) {}
