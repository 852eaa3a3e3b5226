package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.health.Dependency;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Whether Redis answers, and is one that is supported. */
public final class RedisDependency implements Dependency {

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
        }
    }
}
