package dev.orderpipeline.common.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;

/** A connection to the server with all keys: a look-up is one command. */
final class ServerConnection extends RedisConnection {

    private final StatefulRedisConnection<byte[], byte[]> connection;

    ServerConnection(StatefulRedisConnection<byte[], byte[]> connection, Duration timeout) {
        super(timeout);
        this.connection = connection;
    }

    @Override
    boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    void readValues(List<byte[]> keys, ValuesOutput.Reader reader) {
        await(List.of(send(keys, new ValuesOutput(reader, 0))));
    }

    @Override
    long countKeys() {
        RedisFuture<Long> count = commands().dbsize();
        await(List.of(count));
        return count.toCompletableFuture().join();
    }

    @Override
    void checkServers() {
        ServerMode.check(this);
        countKeys();
    }

    @Override
    RedisAsyncCommands<byte[], byte[]> commands() {
        return connection.async();
    }

    @Override
    public void close() {
        connection.closeAsync();
    }
}
