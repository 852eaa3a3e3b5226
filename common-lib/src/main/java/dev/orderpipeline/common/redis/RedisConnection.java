package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/** An open connection to the server with all keys, or to the nodes of a cluster. Thread-safe. */
abstract class RedisConnection implements AutoCloseable {

    /** No key of the reference data; its value does not matter. */
    private static final byte[] ANY_KEY = "order-pipeline:readiness".getBytes(UTF_8);

    private final Duration timeout;

    RedisConnection(Duration timeout) {
        this.timeout = timeout;
    }

    /** Whether no connection to a server is closed. */
    abstract boolean isOpen();

    /** Looks the keys up in one round trip, to all nodes in parallel. */
    abstract void readValues(List<byte[]> keys, ValuesOutput.Reader reader);

    /** The number of all keys, of the primaries of a cluster together. */
    abstract long countKeys();

    /** Checks that each server that serves keys is reachable, runs in the expected mode and permits {@code DBSIZE}. */
    abstract void checkServers();

    /** Commands with a key are sent to the node of its slot. */
    abstract RedisClusterAsyncCommands<byte[], byte[]> commands();

    @Override
    public abstract void close();

    /** Checks the servers, and the right to look values up. */
    final void check() {
        checkServers();
        await(List.of(commands().mget(ANY_KEY)));
    }

    final Future<?> send(List<byte[]> keys, ValuesOutput output) {
        return commands().dispatch(CommandType.MGET, output, new CommandArgs<>(ByteArrayCodec.INSTANCE).addKeys(keys));
    }

    /** Waits for all responses; for no longer than the timeout altogether. */
    final void await(List<? extends Future<?>> responses) {
        if (!LettuceFutures.awaitAll(timeout, responses.toArray(Future[]::new))) {
            throw new RedisCommandTimeoutException("Command timed out after " + timeout.toMillis() + " ms");
        }
    }
}
