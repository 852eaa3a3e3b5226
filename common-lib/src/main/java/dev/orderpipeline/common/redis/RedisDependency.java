package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.health.Dependency;

/** Whether Redis is reachable, each primary of it, runs in the expected mode and permits the commands of a look-up. */
public final class RedisDependency implements Dependency {

    private final RedisConnections connections;

    public RedisDependency(RedisConnections connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void check() {
        connections.use(connection -> {
            connection.check();
            return true;
        });
    }
}
