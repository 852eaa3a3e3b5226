package dev.orderpipeline.testing.redis;

import static dev.orderpipeline.testing.Conditions.eventually;

import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.Parallel;
import dev.orderpipeline.local.server.LocalServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A primary, a replica and Sentinels, which replace a primary that has not responded for three seconds. */
public final class SentinelRedis implements FailoverRedis {

    public static final String MASTER_NAME = "reference-data";

    private static final long NEVER_MILLIS = Duration.ofDays(1).toMillis();

    private final DataFolder folder = new DataFolder(null);
    private final List<RedisNode> nodes;
    private final List<LocalSentinel> sentinels;

    private SentinelRedis(int count, String... sentinelSettings) {
        RedisNode first = new RedisNode(folder.path().resolve("node-1"), 0);
        RedisNode second = new RedisNode(
                folder.path().resolve("node-2"), 0, "--replicaof", first.host(), Integer.toString(first.port()));
        nodes = List.of(first, second);
        sentinels = IntStream.rangeClosed(1, count)
                .mapToObj(number -> new LocalSentinel(
                        folder.path().resolve("sentinel-" + number), first, count / 2 + 1, sentinelSettings))
                .toList();
    }

    /**
     * Starts them.
     *
     * @param sentinelSettings lines of the Sentinels' configuration
     */
    public static SentinelRedis start(int sentinels, String... sentinelSettings) {
        SentinelRedis redis = new SentinelRedis(sentinels, sentinelSettings);
        Parallel.run(redis.nodes.stream().map(node -> node::start));
        eventually().until(redis.nodes.get(1)::isSynchronizedReplica);
        Parallel.run(redis.sentinels.stream().map(sentinel -> sentinel::start));
        eventually().until(() -> redis.sentinels.stream().allMatch(sentinel -> sentinel.monitors(1, sentinels - 1)));
        return redis;
    }

    public List<LocalSentinel> sentinels() {
        return sentinels;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of(
                "REDIS_SENTINELS",
                sentinels.stream()
                        .map(sentinel -> sentinel.host() + ":" + sentinel.port())
                        .collect(Collectors.joining(",")),
                "REDIS_MASTER_NAME",
                MASTER_NAME);
    }

    @Override
    public void set(Map<String, String> values) {
        primary().setReplicated(values);
    }

    @Override
    public RedisNode primaryOf(String key) {
        return primary();
    }

    /** The primary that most Sentinels name. */
    public RedisNode primary() {
        Map<Integer, Long> votes =
                sentinels.stream().collect(Collectors.groupingBy(LocalSentinel::primaryPort, Collectors.counting()));
        return nodes.stream()
                .filter(node -> votes.getOrDefault(node.port(), 0L) > sentinels.size() / 2)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the Sentinels name no primary"));
    }

    /**
     * {@inheritDoc} Sentinel promotes no replica that had been without its primary for ten times {@code down-after-milliseconds}
     * when it noticed: an action that stops the primary may take 30 seconds.
     */
    @Override
    public void withoutFailover(Runnable action) {
        sentinels.forEach(sentinel -> sentinel.setDownAfter(NEVER_MILLIS));
        try {
            action.run();
        } finally {
            sentinels.forEach(sentinel -> sentinel.setDownAfter(LocalSentinel.DEFAULT_DOWN_AFTER_MILLIS));
        }
    }

    @Override
    public void awaitReplicas() {
        eventually()
                .ignoreExceptions()
                .until(() ->
                        nodes.stream().filter(RedisNode::isSynchronizedReplica).count() == 1
                                && sentinels.stream().allMatch(sentinel -> sentinel.monitors(1, sentinels.size() - 1)));
    }

    @Override
    public void close() {
        Parallel.run(
                Stream.<LocalServer>concat(sentinels.stream(), nodes.stream()).map(server -> server::kill));
        folder.close();
    }
}
