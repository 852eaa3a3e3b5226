package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.message.UserReference;
import dev.orderpipeline.common.metrics.CacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;

/**
 * Looks up the reference data of a batch with one {@code MGET}, or several if menus are large. Values are fetched for
 * every batch, so none is stale, and reduced to what the batch looks up as soon as they are read. Thread-safe.
 */
public final class ReferenceClient {

    /** The reply to one command arrives well within the timeout, on a busy machine too. */
    private static final long MAX_COMMAND_BYTES = 8L * 1024 * 1024;

    private static final long DEFAULT_RESTAURANT_BYTES = 64L * 1024;

    private final RedisConnectionFactory connections;
    private final int maxValueBytes;
    private final RestaurantCache restaurants;
    private final AtomicLong averageRestaurantBytes = new AtomicLong(DEFAULT_RESTAURANT_BYTES);

    public ReferenceClient(RedisConnectionFactory connections, MemoryBudget memory, MeterRegistry registry) {
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
        userIds.forEach(id -> keys.add(new Key<>(id, users, bytes -> Reference.parse(bytes, UserReference::parse))));
        int restaurantsOfThisCommand = 0;
        for (String id : itemIds.keySet()) {
            if (restaurantsOfThisCommand >= maxRestaurants()) {
                fetch(keys);
                keys.clear();
                restaurantsOfThisCommand = 0;
            }
            keys.add(new Key<>(id, foundRestaurants, bytes -> parseRestaurant(id, bytes, itemIds.get(id))));
            restaurantsOfThisCommand++;
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
        return Math.max(1, MAX_COMMAND_BYTES / Math.max(1, averageRestaurantBytes.get()));
    }

    private void fetch(List<Key<?>> keys) {
        try (LettuceConnection connection = (LettuceConnection) connections.getConnection()) {
            List<Key<?>> missing = fetch(keys, connection);
            if (!missing.isEmpty()) {
                if (connection.serverCommands().dbSize() == 0) {
                    throw new DataAccessResourceFailureException("Redis is empty: the reference data is not loaded");
                }
                // The data may have been loaded between MGET and DBSIZE.
                missing = fetch(missing, connection);
            }
            if (!missing.isEmpty()) {
                Map<String, String> types = OtherTypes.of(
                        connection,
                        missing.stream().map(key -> key.id).distinct().toList());
                for (Key<?> key : missing) {
                    String type = types.get(key.id);
                    if (type != null) {
                        key.setOtherType(type);
                    }
                }
            }
        }
    }

    /** @return keys without a value */
    private List<Key<?>> fetch(List<Key<?>> keys, LettuceConnection connection) {
        Fetched fetched = new Fetched(keys);
        byte[][] names = keys.stream().map(key -> key.id.getBytes(UTF_8)).toArray(byte[][]::new);
        connection.execute("MGET", new ValuesOutput(fetched), names);
        return fetched.missing;
    }

    /** Stores each value under its key. */
    private final class Fetched implements ValuesOutput.Reader {

        private final List<Key<?>> keys;
        private final List<Key<?>> missing = new ArrayList<>();

        private Fetched(List<Key<?>> keys) {
            this.keys = keys;
        }

        @Override
        public void read(int index, @Nullable ByteBuffer value) {
            Key<?> key = keys.get(index);
            if (value == null) {
                missing.add(key);
            } else {
                key.read(value);
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

        /** @param found receives the value */
        private Key(String id, Map<String, Reference<T>> found, Function<byte[], Reference<T>> parser) {
            this.id = id;
            this.found = found;
            this.parser = parser;
        }

        private void read(ByteBuffer value) {
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            found.put(id, parser.apply(bytes));
        }

        private void setTooLarge(long bytes, int maxBytes) {
            found.put(id, Reference.tooLarge(bytes, maxBytes));
        }

        private void setOtherType(String type) {
            found.put(id, Reference.ofType(type));
        }
    }
}
