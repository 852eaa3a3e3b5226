package dev.orderpipeline.generator.order;

import org.jspecify.annotations.Nullable;

/**
 * One record of the source topic. The arrays are not copied: do not change them.
 *
 * @param value {@code null}: a tombstone
 * @param expectedErrorCode the error code of the dead letter that the record must become; {@code null} if it is valid, or
 *     if it has no expectation
 * @param line the line of the file that it was read from, counted from 1; 0 where there is no file
 */
public record SourceRecord(
        byte @Nullable [] key,
        byte @Nullable [] value,
        @Nullable String expectedErrorCode,
        long line) {

    /** A generated record. */
    public SourceRecord(byte @Nullable [] key, byte @Nullable [] value, @Nullable String expectedErrorCode) {
        this(key, value, expectedErrorCode, 0);
    }
}
