package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;

/** Whether the server's mode is supported: a standalone Redis, which holds all keys. */
final class ServerMode {

    private static final Set<String> UNSUPPORTED = Set.of("cluster", "sentinel");

    private ServerMode() {}

    /**
     * Returns if the mode is supported or unknown (before Redis 6, which lacks {@code HELLO}). Requires no permission.
     *
     * @throws InvalidDataAccessResourceUsageException if the mode is not supported
     */
    static void check(LettuceConnection connection) {
        String mode = mode(connection);
        if (UNSUPPORTED.contains(mode)) {
            throw new InvalidDataAccessResourceUsageException("Redis runs in " + mode + " mode");
        }
    }

    private static String mode(LettuceConnection connection) {
        List<?> properties;
        try {
            properties = (List<?>)
                    connection.execute("HELLO", new ArrayOutput<>(ByteArrayCodec.INSTANCE), "3".getBytes(UTF_8));
        } catch (DataAccessException e) {
            if (e.getMostSpecificCause() instanceof RedisCommandExecutionException) {
                return "";
            }
            throw e;
        }
        for (Iterator<?> names = properties.iterator(); names.hasNext(); ) {
            String name = text(names.next());
            Object value = names.next();
            if (name.equals("mode")) {
                return text(value);
            }
        }
        return "";
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value);
    }
}
