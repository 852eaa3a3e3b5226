package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.message.UserReference;
import dev.orderpipeline.common.metrics.CacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Looks up the reference data of a batch in one round trip, or several if menus are large. Values are fetched for
 * every batch, so none is stale, and reduced to what the batch looks up as soon as they are read. Thread-safe.
 */
public final class ReferenceClient {

    /** The values of one round trip arrive well within the timeout, on a busy machine too. */
    private static final long MAX_ROUND_TRIP_BYTES = 8L * 1024 * 1024;

    private static final long DEFAULT_RESTAURANT_BYTES = 64L * 1024;

    private final RedisConnections connections;
    private final int maxValueBytes;
    private final RestaurantCache restaurants;
    private final AtomicLong averageRestaurantBytes = new AtomicLong(DEFAULT_RESTAURANT_BYTES);

    public ReferenceClient(RedisConnections connections, MemoryBudget memory, MeterRegistry registry) {
        this.connections = connections;
        this.maxValueBytes = memory.recordBytes();
        this.restaurants = new RestaurantCache(memory.referenceBytes(), new CacheMetrics(registry, "restaurants"));
    }

    /**
     * Fetches users and restaurants by their ids.
     *
     * @param itemIds by restaurant id: ids of the menu items that the batch looks up
     * @throws DataAccessResourceFailureException if a key is missing and the Redis database is empty: the reference
     *     data is not loaded yet, or was lost
     * @throws DataAccessException if Redis does not respond
     */
    public References lookUp(Set<String> userIds, Map<String, Set<String>> itemIds) {
        Map<String, Reference<UserReference>> users = new ConcurrentHashMap<>();
        Map<String, Reference<RestaurantReference>> foundRestaurants = new ConcurrentHashMap<>();
        List<Key<?>> keys = new ArrayList<>(userIds.size() + itemIds.size());
        userIds.forEach(id ->
                keys.add(new Key<>(id, users, bytes -> Reference.parse(bytes, UserReference::parse), user -> true)));
        int restaurantsOfThisRoundTrip = 0;
        for (String id : itemIds.keySet()) {
            if (restaurantsOfThisRoundTrip >= maxRestaurants()) {
                fetch(keys);
                keys.clear();
                restaurantsOfThisRoundTrip = 0;
            }
            Set<String> items = itemIds.get(id);
            keys.add(new Key<>(
                    id, foundRestaurants, bytes -> parseRestaurant(id, bytes, items), restaurant -> items.stream()
                            .allMatch(item -> restaurant.item(item).isPresent())));
            restaurantsOfThisRoundTrip++;
        }
        if (!keys.isEmpty()) {
            fetch(keys);
        }
        return new References(users, foundRestaurants);
    }

    private Reference<RestaurantReference> parseRestaurant(String id, byte[] value, Set<String> items) {
        updateAverage(value.length);
        return restaurants.find(id, value, items);
    }

    private void updateAverage(long restaurantBytes) {
        averageRestaurantBytes.accumulateAndGet(restaurantBytes, (average, bytes) -> (15 * average + bytes) / 16);
    }

    private long maxRestaurants() {
        return Math.max(1, MAX_ROUND_TRIP_BYTES / Math.max(1, averageRestaurantBytes.get()));
    }

    /** What would make a dead letter is looked up again. Where the present primary has it, the rest may be outdated as well. */
    private void fetch(List<Key<?>> keys) {
        List<Key<?>> missing = connections.use(connection -> fetch(keys, connection));
        if (!missing.isEmpty()) {
            List<Key<?>> missingAgain = connections.useOfPrimary(connection -> fetchAgain(missing, connection));
            if (missingAgain.size() < missing.size() && connections.discardFormerPrimary()) {
                connections.use(connection -> fetch(keys, connection));
            }
        }
    }

    /** @return keys without a usable value, and restaurants that lack an item */
    private List<Key<?>> fetch(List<Key<?>> keys, RedisConnection connection) {
        Fetched fetched = new Fetched(keys);
        connection.readValues(keys.stream().map(key -> key.id.getBytes(UTF_8)).toList(), fetched);
        return List.copyOf(fetched.missing);
    }

    /**
     * The data may have been loaded since the first look-up.
     *
     * @return as of the first look-up
     */
    private List<Key<?>> fetchAgain(List<Key<?>> keys, RedisConnection connection) {
        if (connection.countKeys() == 0) {
            throw new DataAccessResourceFailureException("Redis is empty: the reference data is not loaded");
        }
        List<Key<?>> missing = fetch(keys, connection);
        if (!missing.isEmpty()) {
            Map<String, String> types = OtherTypes.of(
                    connection, missing.stream().map(key -> key.id).distinct().toList());
            for (Key<?> key : missing) {
                String type = types.get(key.id);
                if (type != null) {
                    key.setOtherType(type);
                }
            }
        }
        return missing;
    }

    /** Stores each value under its key. */
    private final class Fetched implements ValuesOutput.Reader {

        private final List<Key<?>> keys;
        private final Collection<Key<?>> missing = new ConcurrentLinkedQueue<>();

        private Fetched(List<Key<?>> keys) {
            this.keys = keys;
        }

        @Override
        public void read(int index, @Nullable ByteBuffer value) {
            Key<?> key = keys.get(index);
            if (value == null || !key.read(value)) {
                missing.add(key);
            }
        }

        @Override
        public void dropped(int index, long bytes) {
            updateAverage(bytes);
            keys.get(index).setTooLarge(bytes, maxValueBytes);
        }
    }

    /** A key to look up. */
    private static final class Key<T> {

        private final String id;
        private final Map<String, Reference<T>> found;
        private final Function<byte[], Reference<T>> parser;
        private final Predicate<T> isComplete;

        /**
         * @param found receives the value
         * @param isComplete whether a value has all that the batch looks up
         */
        private Key(
                String id,
                Map<String, Reference<T>> found,
                Function<byte[], Reference<T>> parser,
                Predicate<T> isComplete) {
            this.id = id;
            this.found = found;
            this.parser = parser;
            this.isComplete = isComplete;
        }

        /** @return whether the value is usable and complete */
        private boolean read(ByteBuffer value) {
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            Reference<T> reference = parser.apply(bytes);
            found.put(id, reference);
            return reference instanceof Reference.Usable<T> usable && isComplete.test(usable.value());
        }

        private void setTooLarge(long bytes, int maxBytes) {
            found.put(id, Reference.tooLarge(bytes, maxBytes));
        }

        private void setOtherType(String type) {
            found.put(id, Reference.ofType(type));
        }
    }
}
