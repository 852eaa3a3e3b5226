package dev.orderpipeline.generator.feed;

import org.jspecify.annotations.Nullable;

/**
 * An invalid record that was fed, and the error code that it must be rejected with.
 *
 * @param value null for a tombstone
 * @param errorCode error code of the expected dead letter
 */
public record FedInvalidRecord(int partition, long offset, byte @Nullable [] value, String errorCode) {}
