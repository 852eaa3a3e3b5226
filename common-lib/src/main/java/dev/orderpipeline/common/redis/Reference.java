package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.function.Function;

/**
 * The value of a key in Redis, or why it is unusable.
 *
 * @param value null if there is a problem
 * @param problem null if there is a value; otherwise completes the message "user 42 …"
 */
record Reference<T>(T value, String problem) {

    static <T> Reference<T> missing() {
        return new Reference<>(null, "is not among the reference data");
    }

    /** @param type type of the key in Redis, other than string */
    static <T> Reference<T> ofType(String type) {
        return new Reference<>(
                null, "has unusable reference data: its key in Redis is of type " + type + ", must be a string");
    }

    static <T> Reference<T> tooLarge(long bytes, int maxBytes) {
        return new Reference<>(
                null,
                "has unusable reference data: %d bytes exceed the maximum of %d for this heap"
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

    /** @throws RejectedRecordException if there is a problem */
    T get(String kind, String id) {
        if (problem != null) {
            throw new RejectedRecordException(ErrorCode.REFERENCE_NOT_FOUND, kind + " " + id + " " + problem);
        }
        return value;
    }
}
