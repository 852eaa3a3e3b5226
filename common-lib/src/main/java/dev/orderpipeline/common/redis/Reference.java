package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The value of a key in Redis, or why it is unusable. */
sealed interface Reference<T> {

    static <T> Reference<T> missing() {
        return new Unusable<>("is not among the reference data");
    }

    /** @param type type of the key in Redis, other than string */
    static <T> Reference<T> ofType(String type) {
        return new Unusable<>(
                "has unusable reference data: its key in Redis is of type " + type + ", must be a string");
    }

    static <T> Reference<T> tooLarge(long bytes, int maxBytes) {
        return new Unusable<>("has unusable reference data: %d bytes exceed the maximum of %d for this heap"
                .formatted(bytes, maxBytes));
    }

    /** @param parser its {@link RejectedRecordException} is the problem of an unusable reference */
    static <S, T> Reference<T> parse(S source, Function<S, T> parser) {
        try {
            return new Usable<>(parser.apply(source));
        } catch (RejectedRecordException e) {
            return new Unusable<>("has unusable reference data: " + e.getMessage());
        }
    }

    /** Applies the parser to a usable value as {@link #parse} does; an unusable one keeps its problem. */
    <R> Reference<R> map(Function<T, R> parser);

    /** @throws RejectedRecordException if there is a problem */
    T get(String kind, String id);

    long heapBytes(ToLongFunction<T> ofValue);

    record Usable<T>(T value) implements Reference<T> {

        @Override
        public <R> Reference<R> map(Function<T, R> parser) {
            return parse(value, parser);
        }

        @Override
        public T get(String kind, String id) {
            return value;
        }

        @Override
        public long heapBytes(ToLongFunction<T> ofValue) {
            return ofValue.applyAsLong(value);
        }
    }

    /** @param problem completes the message "user 42 …" */
    record Unusable<T>(String problem) implements Reference<T> {

        @Override
        public <R> Reference<R> map(Function<T, R> parser) {
            return new Unusable<>(problem);
        }

        @Override
        public T get(String kind, String id) {
            throw new RejectedRecordException(ErrorCode.REFERENCE_NOT_FOUND, kind + " " + id + " " + problem);
        }

        @Override
        public long heapBytes(ToLongFunction<T> ofValue) {
            return 2L * problem.length();
        }
    }
}
