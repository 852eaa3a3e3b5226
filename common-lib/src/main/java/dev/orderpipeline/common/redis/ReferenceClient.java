package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.message.UserReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;

/**
 * Looks up reference data for a whole batch with one {@code MGET}, or several where menus are large. Every value is fetched
 * each time, so none is ever stale. Each is reduced to what the batch looks up as soon as it is read. Safe for use by
 * several loops at once.
 */
public final class ReferenceClient {

    /** What comes with one command is read well within its time-out, on a busy machine too. */
    private static final long MAX_COMMAND_BYTES = 8L * 1024 * 1024;

    private static final long DEFAULT_RESTAURANT_BYTES = 64L * 1024;

    private final RedisConnectionFactory connections;
    private final int maxValueBytes;
    private final RestaurantCache restaurants;
    private final AtomicLong averageRestaurantBytes = new AtomicLong(DEFAULT_RESTAURANT_BYTES);

    public ReferenceClient(RedisConnectionFactory connections, MemoryBudget memory) {
        this.connections = connections;
        this.maxValueBytes = memory.recordBytes();
        this.restaurants = new RestaurantCache(memory.referenceBytes());
    }

    /**
     * Fetches users and restaurants by their ids.
     *
     * @param itemIds by restaurant id: the items of its menu that the batch looks up
     * @throws DataAccessResourceFailureException if something is missing and Redis is completely empty: then the reference
     *     data has not been loaded yet, or it was lost
     * @throws DataAccessException if Redis does not answer
     */
    public References lookUp(Set<String> userIds, Map<String, Set<String>> itemIds) {
        LookUp lookUp = new LookUp(itemIds);
        List<Key> keys = new ArrayList<>(userIds.size() + itemIds.size());
        userIds.forEach(id -> keys.add(new Key(id, lookUp::readUser)));
        int restaurantsOfThisCommand = 0;
        for (String id : itemIds.keySet()) {
            if (restaurantsOfThisCommand >= maxRestaurants()) {
                fetch(keys, lookUp);
                keys.clear();
                restaurantsOfThisCommand = 0;
            }
            keys.add(new Key(id, lookUp::readRestaurant));
            restaurantsOfThisCommand++;
        }
        if (!keys.isEmpty()) {
            fetch(keys, lookUp);
        }
        return new References(lookUp.users, lookUp.restaurants);
    }

    private long maxRestaurants() {
        return Math.max(1, MAX_COMMAND_BYTES / Math.max(1, averageRestaurantBytes.get()));
    }

    private void fetch(List<Key> keys, LookUp lookUp) {
        try (LettuceConnection connection = (LettuceConnection) connections.getConnection()) {
            List<Key> missing = fetch(keys, connection);
            if (!missing.isEmpty()) {
                if (connection.serverCommands().dbSize() == 0) {
                    throw new DataAccessResourceFailureException("Redis is empty: the reference data is not loaded");
                }
                // The data may have been loaded between the first time and the look at the size.
                missing = fetch(missing, connection);
            }
            if (!missing.isEmpty()) {
                OtherTypes.of(
                                connection,
                                missing.stream().map(Key::id).distinct().toList())
                        .forEach(lookUp::setOtherType);
            }
        }
    }

    /** @return those that have no value */
    private static List<Key> fetch(List<Key> keys, LettuceConnection connection) {
        List<Key> missing = new ArrayList<>();
        byte[][] names = keys.stream().map(key -> key.id().getBytes(UTF_8)).toArray(byte[][]::new);
        connection.execute(
                "MGET",
                new ValuesOutput((index, value) -> {
                    Key key = keys.get(index);
                    key.reader().read(key.id(), value);
                    if (value == null) {
                        missing.add(key);
                    }
                }),
                names);
        return missing;
    }

    /** A key, and what is done with its value. */
    private record Key(String id, Reader reader) {}

    @FunctionalInterface
    private interface Reader {

        void read(String id, ByteBuffer value);
    }

    /** What is found for a batch. */
    private final class LookUp {

        private final Map<String, Set<String>> itemIds;
        private final Map<String, Reference<UserReference>> users = new ConcurrentHashMap<>();
        private final Map<String, Reference<RestaurantReference>> restaurants = new ConcurrentHashMap<>();

        private LookUp(Map<String, Set<String>> itemIds) {
            this.itemIds = itemIds;
        }

        private void readUser(String id, ByteBuffer value) {
            users.put(id, read(value, bytes -> Reference.parse(bytes, UserReference::parse)));
        }

        private void readRestaurant(String id, ByteBuffer value) {
            if (value != null) {
                averageRestaurantBytes.accumulateAndGet(
                        value.remaining(), (average, bytes) -> (15 * average + bytes) / 16);
            }
            restaurants.put(
                    id, read(value, bytes -> ReferenceClient.this.restaurants.find(id, bytes, itemIds.get(id))));
        }

        private void setOtherType(String id, String type) {
            users.computeIfPresent(id, (key, missing) -> Reference.ofType(type));
            restaurants.computeIfPresent(id, (key, missing) -> Reference.ofType(type));
        }

        private <T> Reference<T> read(ByteBuffer value, Function<byte[], Reference<T>> parser) {
            if (value == null) {
                return Reference.missing();
            }
            if (value.remaining() > maxValueBytes) {
                return Reference.tooLarge(value.remaining(), maxValueBytes);
            }
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return parser.apply(bytes);
        }
    }
}
