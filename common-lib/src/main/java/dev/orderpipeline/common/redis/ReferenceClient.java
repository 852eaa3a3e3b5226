package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.message.UserReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Looks up reference data for a whole batch with one {@code MGET}. Every value is fetched each time, so none is ever
 * stale. Safe for use by several loops at once.
 */
public final class ReferenceClient {

    private final RedisConnectionFactory connections;
    private final ReferenceParser<UserReference> users = new ReferenceParser<>(UserReference::parse);
    private final ReferenceParser<RestaurantReference> restaurants = new ReferenceParser<>(RestaurantReference::parse);

    public ReferenceClient(RedisConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * Fetches users and restaurants by their ids.
     *
     * @throws DataAccessResourceFailureException if something is missing and Redis is completely empty: then nobody has
     *     loaded the reference data yet, or it was lost
     * @throws DataAccessException if Redis does not answer
     */
    public References lookUp(Set<String> userIds, Set<String> restaurantIds) {
        List<String> keys =
                Stream.concat(userIds.stream(), restaurantIds.stream()).toList();
        Iterator<byte[]> values = fetch(keys).iterator();
        return new References(parse(userIds, values, users), parse(restaurantIds, values, restaurants));
    }

    private List<byte[]> fetch(List<String> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        byte[][] names = keys.stream().map(key -> key.getBytes(UTF_8)).toArray(byte[][]::new);
        try (RedisConnection connection = connections.getConnection()) {
            List<byte[]> values = connection.stringCommands().mGet(names);
            return values.contains(null) ? completed(values, connection, names) : values;
        }
    }

    /** Asks a second time, because the data may have been loaded between the first time and the look at the size. */
    private static List<byte[]> completed(List<byte[]> values, RedisConnection connection, byte[][] names) {
        if (connection.serverCommands().dbSize() == 0) {
            throw new DataAccessResourceFailureException("Redis is empty: the reference data is not loaded");
        }
        List<byte[]> completed = new ArrayList<>(values);
        Iterator<byte[]> again = connection.stringCommands().mGet(names).iterator();
        completed.replaceAll(value -> {
            byte[] newer = again.next();
            return value == null ? newer : value;
        });
        return completed;
    }

    private static <T> Map<String, Reference<T>> parse(
            Collection<String> ids, Iterator<byte[]> values, ReferenceParser<T> parser) {
        Map<String, Reference<T>> references = new HashMap<>();
        for (String id : ids) {
            references.put(id, parser.parse(id, values.next()));
        }
        return references;
    }
}
