package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.health.Dependency;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Whether Redis answers, is one that is supported, and lets the user do what a look-up does. */
public final class RedisDependency implements Dependency {

    /** No key of the reference data: what is under it does not matter. */
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
