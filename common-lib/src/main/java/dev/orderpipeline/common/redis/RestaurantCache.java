package dev.orderpipeline.common.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.metrics.CacheMetrics;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A cache of parsed restaurants by id: unchanged bytes are not parsed again. They are compared by MD5, which takes a
 * tenth of the time of parsing (SHA-256 takes three times as long as MD5: 77 µs for a menu of 12 KB). Only the writer
 * of a restaurant's value could produce a collision, and gains nothing by it. Thread-safe.
 */
final class RestaurantCache {

    /** Per entry: the cache's own objects, key and hash. */
    private static final int ENTRY_BYTES = 350;

    /** Hashes of recent values: a value is cached, with its whole menu, when it is read a second time. */
    private static final int MAX_RECENT_HASHES = 4_096;

    private final AtomicLongArray seen = new AtomicLongArray(MAX_RECENT_HASHES);
    private final Cache<String, Parsed> cache;
    private final CacheMetrics metrics;

    private record Parsed(long hashHigh, long hashLow, Reference<RestaurantReference> restaurant) {

        private int heapBytes() {
            return (int)
                    Math.min(Integer.MAX_VALUE, ENTRY_BYTES + restaurant.heapBytes(RestaurantReference::heapBytes));
        }
    }

    /** @param maxBytes approximate limit on the heap usage */
    RestaurantCache(long maxBytes, CacheMetrics metrics) {
        this.metrics = metrics;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String id, Parsed parsed) -> parsed.heapBytes())
                .evictionListener((id, parsed, cause) -> metrics.evicted(1))
                .executor(Runnable::run)
                .build();
        metrics.registerSize(cache::estimatedSize);
    }

    /** @param itemIds ids of the menu items that the batch looks up */
    Reference<RestaurantReference> find(String id, byte[] value, Set<String> itemIds) {
        ByteBuffer hash = ByteBuffer.wrap(md5().digest(value));
        long high = hash.getLong();
        long low = hash.getLong();
        Parsed cached = cache.getIfPresent(id);
        if (cached == null || cached.hashHigh() != high || cached.hashLow() != low) {
            metrics.lookedUp(0, 1);
            if (!isRepeated(low)) {
                return Reference.parse(value, bytes -> RestaurantReference.parse(bytes, itemIds::contains));
            }
            cached = new Parsed(high, low, Reference.parse(value, RestaurantReference::parse));
            cache.put(id, cached);
        } else {
            metrics.lookedUp(1, 0);
        }
        return cached.restaurant().map(restaurant -> restaurant.withItems(itemIds));
    }

    private boolean isRepeated(long hash) {
        return seen.getAndSet(Math.floorMod(hash, MAX_RECENT_HASHES), hash) == hash;
    }

    long size() {
        return cache.estimatedSize();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
