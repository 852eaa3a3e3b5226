package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The types of keys for which {@code MGET} returns nil: it does so for a hash or a list too. */
final class OtherTypes {

    private static final String NO_KEY = "none";
    private static final String PLAIN_STRING = "string";

    private OtherTypes() {}

    /**
     * Looks the types up in one round trip. Requires the permission for {@code TYPE}, which a look-up of values does
     * not.
     *
     * @return by key: Redis' name of the type, for existing keys that are no strings; empty without the permission
     */
    static Map<String, String> of(RedisConnection connection, List<String> keys) {
        Map<String, CompletableFuture<String>> replies = new LinkedHashMap<>();
        keys.forEach(key ->
                replies.put(key, connection.commands().type(key.getBytes(UTF_8)).toCompletableFuture()));
        try {
            connection.await(List.copyOf(replies.values()));
        } catch (RedisCommandExecutionException e) {
            if (isPermissionDenied(e)) {
                return Map.of();
            }
            throw e;
        }
        Map<String, String> types = new HashMap<>();
        replies.forEach((key, reply) -> {
            String type = reply.join();
            if (!type.equals(NO_KEY) && !type.equals(PLAIN_STRING)) {
                types.put(key, type);
            }
        });
        return types;
    }

    private static boolean isPermissionDenied(RedisCommandExecutionException failure) {
        return RedisConnections.isPermissionDenied(failure)
                || String.valueOf(failure.getMessage()).startsWith("ERR unknown command");
    }
}
