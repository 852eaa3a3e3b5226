package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisPipelineException;

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
        connection.openPipeline();
        keys.forEach(key -> connection.execute("TYPE", key.getBytes(UTF_8)));
        List<Object> replies;
        try {
            replies = connection.closePipeline();
        } catch (RedisPipelineException e) {
            if (isPermissionDenied(e)) {
                return Map.of();
            }
            throw e;
        }
        Map<String, String> types = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String type = (String) replies.get(i);
            if (!type.equals(NO_KEY) && !type.equals(PLAIN_STRING)) {
                types.put(keys.get(i), type);
            }
        }
        return types;
    }

    private static boolean isPermissionDenied(RedisPipelineException failure) {
        String reply = String.valueOf(
                NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        return reply.startsWith("NOPERM") || reply.startsWith("ERR unknown command");
    }
}
