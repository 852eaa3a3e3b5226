package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.failure.Reason;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Connections to the primaries of a cluster. A look-up is a command for each key, all sent before the first response: one
 * command for keys of several slots is rejected, and one for several keys of a slot while that is migrated. The client
 * follows redirections to nodes that slots were moved to.
 */
final class ClusterConnection extends RedisConnection {

    private final StatefulRedisClusterConnection<byte[], byte[]> connection;

    private ClusterConnection(StatefulRedisClusterConnection<byte[], byte[]> connection, Duration timeout) {
        super(timeout);
        this.connection = connection;
    }

    /** Connects to the nodes that serve the slots now. */
    static ClusterConnection open(RedisClusterClient client, Duration timeout) {
        client.refreshPartitions();
        return new ClusterConnection(client.connect(ByteArrayCodec.INSTANCE), timeout);
    }

    @Override
    boolean isOpen() {
        return connection.isOpen() && primaries().stream().map(this::connect).noneMatch(ClusterConnection::isClosed);
    }

    @Override
    void readValues(List<byte[]> keys, ValuesOutput.Reader reader) {
        List<Future<?>> responses = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            responses.add(send(List.of(keys.get(i)), new ValuesOutput(reader, i)));
        }
        await(responses);
    }

    @Override
    long countKeys() {
        Map<RedisClusterNode, CompletableFuture<Long>> counts = new LinkedHashMap<>();
        primaries()
                .forEach(node -> counts.put(node, connect(node).thenCompose(primary -> primary.async()
                        .dbsize())));
        counts.forEach(this::await);
        return counts.values().stream().mapToLong(CompletableFuture::join).sum();
    }

    @Override
    void checkServers() {
        countKeys();
        int served =
                primaries().stream().mapToInt(node -> node.getSlots().size()).sum();
        if (served < SlotHash.SLOT_COUNT) {
            throw new RedisException("no primary serves %d of the cluster's %d slots"
                    .formatted(SlotHash.SLOT_COUNT - served, SlotHash.SLOT_COUNT));
        }
    }

    @Override
    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return connection.async();
    }

    @Override
    public void close() {
        connection.closeAsync();
    }

    /** A primary that has failed, and was replaced, serves no slots any more. */
    private List<RedisClusterNode> primaries() {
        return connection.getPartitions().stream()
                .filter(node -> node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots())
                .toList();
    }

    /** The connection to the node that look-ups use. */
    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(RedisClusterNode node) {
        return connection.getConnectionAsync(
                node.getUri().getHost(), node.getUri().getPort());
    }

    private void await(RedisClusterNode node, CompletableFuture<Long> response) {
        try {
            await(List.of(response));
        } catch (RedisException e) {
            String place = " (node %s:%d)"
                    .formatted(node.getUri().getHost(), node.getUri().getPort());
            throw e instanceof RedisCommandExecutionException
                    ? new RedisCommandExecutionException(e.getMessage() + place)
                    : new RedisException(Reason.message(e) + place);
        }
    }

    private static boolean isClosed(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting) {
        return connecting.isCompletedExceptionally()
                || connecting.isDone() && !connecting.join().isOpen();
    }
}
