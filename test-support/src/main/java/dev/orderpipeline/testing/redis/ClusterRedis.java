package dev.orderpipeline.testing.redis;

import static dev.orderpipeline.testing.Conditions.eventually;

import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.Parallel;
import dev.orderpipeline.local.process.Ports;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Redis Cluster of three primaries with a replica each, which takes over when its primary has not responded for three seconds. */
public final class ClusterRedis implements FailoverRedis {

    private static final int PRIMARIES = 3;
    private static final int BUS_PORT_OFFSET = 10_000;
    /** Of Linux; a client could get such a port while its server is down. */
    private static final int FIRST_OUTGOING_PORT = 32_768;

    private final DataFolder folder = new DataFolder(null);
    private final List<RedisNode> nodes;

    private ClusterRedis() {
        nodes = IntStream.rangeClosed(1, 2 * PRIMARIES)
                .mapToObj(number -> new RedisNode(
                        folder.path().resolve("node-" + number),
                        freePort(),
                        "--cluster-enabled",
                        "yes",
                        "--cluster-node-timeout",
                        "3000",
                        // A replica takes over however long its primary has been down.
                        "--cluster-replica-validity-factor",
                        "0"))
                .toList();
    }

    public static ClusterRedis start() {
        ClusterRedis redis = new ClusterRedis();
        Parallel.run(redis.nodes.stream().map(node -> node::start));
        redis.join();
        redis.awaitReplicas();
        return redis;
    }

    public List<RedisNode> nodes() {
        return nodes;
    }

    public List<RedisNode> primaries() {
        return nodes.stream().filter(node -> !node.isReplica()).toList();
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("REDIS_CLUSTER", "true", "REDIS_HOST", addresses());
    }

    /** The variable REDIS_HOST. */
    public String addresses() {
        return nodes.stream().map(RedisNode::hostAndPort).collect(Collectors.joining(","));
    }

    @Override
    public void set(Map<String, String> values) {
        Map<RedisNode, Map<String, String>> byNode = new HashMap<>();
        Partitions view = view();
        values.forEach((key, value) -> byNode.computeIfAbsent(primaryOf(key, view), node -> new HashMap<>())
                .put(key, value));
        byNode.forEach(RedisNode::setReplicated);
    }

    @Override
    public RedisNode primaryOf(String key) {
        return primaryOf(key, view());
    }

    /** Moves the key's slot to another primary as far as the two nodes redirect for it, without its keys. */
    public void beginMigration(String key, RedisNode target) {
        RedisNode source = primaryOf(key);
        int slot = SlotHash.getSlot(key);
        target.run(commands -> commands.clusterSetSlotImporting(slot, id(source)));
        source.run(commands -> commands.clusterSetSlotMigrating(slot, id(target)));
    }

    /** Moves a key whose slot is being migrated. */
    public void migrate(String key, RedisNode target) {
        primaryOf(key).run(commands -> commands.migrate(target.host(), target.port(), key, 0, 10_000));
    }

    /** Assigns the slot, whose keys are all moved, to the primary. */
    public void endMigration(String key, RedisNode target) {
        int slot = SlotHash.getSlot(key);
        String id = id(target);
        startingWith(target, primaries()).forEach(node -> node.run(commands -> commands.clusterSetSlotNode(slot, id)));
    }

    /**
     * Runs the action while no node serves the key's slot. The slot's primary drops it first: as long as it serves the slot, its
     * messages to the other nodes assign it to it again on those that have dropped it.
     */
    public void withoutSlotOf(String key, Runnable action) {
        int slot = SlotHash.getSlot(key);
        RedisNode primary = primaryOf(key);
        try {
            startingWith(primary, nodes).forEach(node -> node.run(commands -> commands.clusterDelSlots(slot)));
            action.run();
        } finally {
            primary.run(commands -> commands.clusterAddSlots(slot));
        }
    }

    @Override
    public void withoutFailover(Runnable action) {
        setOfRunning("cluster-replica-no-failover", "yes");
        try {
            action.run();
        } finally {
            setOfRunning("cluster-replica-no-failover", "no");
        }
    }

    @Override
    public void awaitReplicas() {
        eventually().ignoreExceptions().until(() -> {
            Partitions view = view();
            return view.size() == nodes.size()
                    && nodes.stream().allMatch(node -> node.query(commands -> commands.clusterInfo())
                            .contains("cluster_state:ok"))
                    && nodes.stream().filter(RedisNode::isSynchronizedReplica).count() == PRIMARIES
                    && view.stream().noneMatch(node -> node.is(RedisClusterNode.NodeFlag.FAIL));
        });
    }

    @Override
    public void close() {
        Parallel.run(nodes.stream().map(node -> node::kill));
        folder.close();
    }

    private void setOfRunning(String setting, String value) {
        nodes.stream()
                .filter(RedisNode::isRunning)
                .forEach(node -> node.run(commands -> commands.configSet(setting, value)));
    }

    private void join() {
        RedisNode first = nodes.get(0);
        for (int i = 0; i < PRIMARIES; i++) {
            int[] slots = IntStream.range(
                            i * SlotHash.SLOT_COUNT / PRIMARIES, (i + 1) * SlotHash.SLOT_COUNT / PRIMARIES)
                    .toArray();
            int epoch = i + 1;
            nodes.get(i).run(commands -> {
                commands.clusterSetConfigEpoch(epoch);
                commands.clusterAddSlots(slots);
            });
        }
        first.run(commands -> nodes.stream().skip(1).forEach(node -> commands.clusterMeet(node.host(), node.port())));
        for (int i = PRIMARIES; i < nodes.size(); i++) {
            String primary = id(nodes.get(i - PRIMARIES));
            RedisNode replica = nodes.get(i);
            eventually().until(() -> replica.query(commands -> commands.clusterNodes())
                    .contains(primary));
            replica.run(commands -> commands.clusterReplicate(primary));
        }
    }

    private RedisNode primaryOf(String key, Partitions view) {
        int port = view.getPartitionBySlot(SlotHash.getSlot(key)).getUri().getPort();
        return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
    }

    /** The cluster as its nodes see it now. */
    private Partitions view() {
        List<RedisURI> running = new ArrayList<>();
        nodes.stream()
                .filter(RedisNode::isRunning)
                .forEach(node -> running.add(RedisURI.create(node.host(), node.port())));
        try (RedisClusterClient client = RedisClusterClient.create(running)) {
            return client.getPartitions();
        }
    }

    private static List<RedisNode> startingWith(RedisNode first, List<RedisNode> nodes) {
        return Stream.concat(Stream.of(first), nodes.stream().filter(node -> node != first))
                .toList();
    }

    private static String id(RedisNode node) {
        return node.query(commands -> commands.clusterMyId());
    }

    /** The port of the cluster's bus depends on it, and is none of those of outgoing connections either. */
    private static int freePort() {
        int port = Ports.free();
        int busPort = port + BUS_PORT_OFFSET;
        return busPort < FIRST_OUTGOING_PORT && Ports.reserve(busPort) ? port : freePort();
    }
}
