package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.health.Dependency;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Whether Redis answers. */
public final class RedisDependency implements Dependency {

    private final RedisConnectionFactory connections;

    public RedisDependency(RedisConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void check() {
        try (RedisConnection connection = connections.getConnection()) {
            connection.ping();
        }
    }
}
