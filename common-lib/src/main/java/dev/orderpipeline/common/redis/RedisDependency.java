package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.health.Dependency;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Whether Redis is reachable, runs in a supported mode and permits the commands of a look-up. */
public final class RedisDependency implements Dependency {

    /** No key of the reference data; its value does not matter. */
    private static final byte[] ANY_KEY = "order-pipeline:readiness".getBytes(UTF_8);

    private final LettuceConnectionFactory connections;

    public RedisDependency(LettuceConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void check() {
        try (LettuceConnection connection = (LettuceConnection) connections.getConnection()) {
            connection.ping();
            ServerMode.check(connection);
            connection.stringCommands().mGet(ANY_KEY);
            connection.serverCommands().dbSize();
        }
    }
}
