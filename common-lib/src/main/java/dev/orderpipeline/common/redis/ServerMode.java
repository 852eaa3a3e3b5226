package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/** Whether a server's mode is the expected one: a standalone Redis, which holds all keys. */
final class ServerMode {

    private static final Set<String> OTHER_MODES = Set.of("cluster", "sentinel");

    private ServerMode() {}

    /**
     * Returns if the mode is the expected one or unknown (before Redis 6, which lacks {@code HELLO}). Requires no permission.
     *
     * @throws InvalidDataAccessResourceUsageException if it is another one
     */
    static void check(ServerConnection connection) {
        String mode = mode(connection);
        if (OTHER_MODES.contains(mode)) {
            throw new InvalidDataAccessResourceUsageException("Redis runs in " + mode + " mode");
        }
    }

    private static String mode(ServerConnection connection) {
        RedisFuture<List<Object>> properties = connection
                .commands()
                .dispatch(
                        CommandType.HELLO,
                        new ArrayOutput<>(ByteArrayCodec.INSTANCE),
                        new CommandArgs<>(ByteArrayCodec.INSTANCE).add(3));
        try {
            connection.await(List.of(properties));
        } catch (RedisCommandExecutionException e) {
            return "";
        }
        for (Iterator<?> names = properties.toCompletableFuture().join().iterator(); names.hasNext(); ) {
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
