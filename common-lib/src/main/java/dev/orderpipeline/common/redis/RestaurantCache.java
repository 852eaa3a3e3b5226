package dev.orderpipeline.common.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.orderpipeline.common.message.RestaurantIndex;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.metrics.CacheMetrics;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A cache of indexes of restaurants by id: of unchanged bytes only the items are parsed that a batch looks up. Bytes are
 * compared by CRC-32 and CRC-32C, of which a changed value has both again with a probability of 2<sup>-64</sup>; the first
 * compiler has instructions for them, but not for MD5, which takes fifteen times as long. Only the writer of a
 * restaurant's value could produce a collision, and gains nothing by it: the former name with items of the new bytes, or an
 * unusable reference. Thread-safe.
 */
final class RestaurantCache {

    /** Per entry: the cache's own objects, and the checksum. */
    private static final int ENTRY_BYTES = 350;

    private final Cache<String, Indexed> cache;
    private final CacheMetrics metrics;

    private record Indexed(long checksum, Reference<RestaurantIndex> index) {

        private int heapBytes(String id) {
            return (int) Math.min(
                    Integer.MAX_VALUE, ENTRY_BYTES + 2L * id.length() + index.heapBytes(RestaurantIndex::heapBytes));
        }
    }

    /** @param maxBytes approximate limit on the heap usage */
    RestaurantCache(long maxBytes, CacheMetrics metrics) {
        this.metrics = metrics;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String id, Indexed indexed) -> indexed.heapBytes(id))
                .evictionListener((id, indexed, cause) -> metrics.evicted(1))
                .executor(Runnable::run)
                .build();
        metrics.registerSize(cache::estimatedSize);
    }

    /** @param itemIds ids of the menu items that the batch looks up */
    Reference<RestaurantReference> find(String id, byte[] value, Set<String> itemIds) {
        long checksum = checksum(value);
        Indexed indexed = cache.getIfPresent(id);
        if (indexed == null || indexed.checksum() != checksum) {
            metrics.lookedUp(0, 1);
            indexed = new Indexed(checksum, Reference.parse(value, RestaurantIndex::of));
            cache.put(id, indexed);
        } else {
            metrics.lookedUp(1, 0);
        }
        return indexed.index().map(index -> index.read(value, itemIds));
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
