package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.function.Function;

/**
 * What Redis holds under a key.
 *
 * @param value null if there is a problem
 * @param problem null if there is a value; else completes the sentence "user 42 …"
 */
record Reference<T>(T value, String problem) {

    static <T> Reference<T> missing() {
        return new Reference<>(null, "is not among the reference data");
    }

    /** @param type what Redis holds under the key in place of a plain string */
    static <T> Reference<T> ofType(String type) {
        return new Reference<>(
                null, "has unusable reference data: its key in Redis is of type " + type + ", must be a string");
    }

    static <T> Reference<T> tooLarge(long bytes, int maxBytes) {
        return new Reference<>(
                null,
                "has unusable reference data: %d bytes, and the longest that fits into the heap is %d"
                        .formatted(bytes, maxBytes));
    }

    static <T> Reference<T> parse(byte[] bytes, Function<byte[], T> parser) {
        try {
            return new Reference<>(parser.apply(bytes), null);
        } catch (RejectedRecordException e) {
            return new Reference<>(null, "has unusable reference data: " + e.getMessage());
        }
    }

    Reference<T> map(Function<T, T> change) {
        return value == null ? this : new Reference<>(change.apply(value), null);
    }

    /** @throws RejectedRecordException if there is no usable value */
    T get(String kind, String id) {
        if (problem != null) {
            throw new RejectedRecordException(ErrorCode.REFERENCE_NOT_FOUND, kind + " " + id + " " + problem);
        }
        return value;
    }
}
