package dev.orderpipeline.common.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.function.Function;

/** Parses values of one kind, and remembers them: bytes that did not change are not parsed again. */
final class ReferenceParser<T> {

    /** How many bytes of values to remember; parsed they take about as much again. */
    private static final long REMEMBERED_BYTES = 8L * 1024 * 1024;

    private final Function<byte[], T> parser;
    private final Cache<String, Parsed<T>> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String key, Parsed<T> parsed) -> parsed.bytes().length)
            .executor(Runnable::run)
            .build();

    private record Parsed<T>(byte[] bytes, Reference<T> reference) {}

    ReferenceParser(Function<byte[], T> parser) {
        this.parser = parser;
    }

    /** @param bytes null if there is no value */
    Reference<T> parse(String id, byte[] bytes) {
        if (bytes == null) {
            return Reference.parse(null, parser);
        }
        Parsed<T> known = remembered.getIfPresent(id);
        if (known != null && Arrays.equals(known.bytes(), bytes)) {
            return known.reference();
        }
        Reference<T> reference = Reference.parse(bytes, parser);
        remembered.put(id, new Parsed<>(bytes, reference));
        return reference;
    }
}
