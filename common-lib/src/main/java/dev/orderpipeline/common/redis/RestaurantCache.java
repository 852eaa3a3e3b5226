package dev.orderpipeline.common.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.metrics.CacheMetrics;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A cache of parsed restaurants by id: unchanged bytes are not parsed again. They are compared by CRC-32 and CRC-32C, of
 * which a changed value has both again with a probability of 2<sup>-64</sup>; the first compiler has instructions for
 * them, but not for MD5, which takes fifteen times as long. Only the writer of a restaurant's value could produce a
 * collision, and gains nothing by it. Thread-safe.
 */
final class RestaurantCache {

    /** Per entry: the cache's own objects, key and checksum. */
    private static final int ENTRY_BYTES = 350;

    /** A menu of some 50 items. */
    private static final int DEFAULT_VALUE_BYTES = 4_096;

    /**
     * Checksums of recent values, of about as many as fit into the cache. A value is cached, with its whole menu, which
     * takes twice as long to parse, when it is read again before so many others: else it would be displaced before its use.
     */
    private final AtomicLongArray recent;

    private final Cache<String, Parsed> cache;
    private final CacheMetrics metrics;

    private record Parsed(long checksum, Reference<RestaurantReference> restaurant) {

        private int heapBytes() {
            return (int)
                    Math.min(Integer.MAX_VALUE, ENTRY_BYTES + restaurant.heapBytes(RestaurantReference::heapBytes));
        }
    }

    /** @param maxBytes approximate limit on the heap usage */
    RestaurantCache(long maxBytes, CacheMetrics metrics) {
        this.metrics = metrics;
        this.recent = new AtomicLongArray((int) Math.max(1, maxBytes / DEFAULT_VALUE_BYTES));
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
        long checksum = checksum(value);
        Parsed cached = cache.getIfPresent(id);
        if (cached == null || cached.checksum() != checksum) {
            metrics.lookedUp(0, 1);
            if (!isRepeated(checksum)) {
                return Reference.parse(value, bytes -> RestaurantReference.parse(bytes, itemIds::contains));
            }
            cached = new Parsed(checksum, Reference.parse(value, RestaurantReference::parse));
            cache.put(id, cached);
        } else {
            metrics.lookedUp(1, 0);
        }
        return cached.restaurant().map(restaurant -> restaurant.withItems(itemIds));
    }

    private boolean isRepeated(long checksum) {
        return recent.getAndSet(Math.floorMod(checksum, recent.length()), checksum) == checksum;
    }

    long size() {
        return cache.estimatedSize();
    }

    private static long checksum(byte[] value) {
        return checksum(new CRC32(), value) << Integer.SIZE | checksum(new CRC32C(), value);
    }

    private static long checksum(Checksum checksum, byte[] value) {
        checksum.update(value);
        return checksum.getValue();
    }
}
