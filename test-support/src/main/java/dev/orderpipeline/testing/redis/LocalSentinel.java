package dev.orderpipeline.testing.redis;

import dev.orderpipeline.local.redis.LocalRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.io.function.Uncheck;

/** A Sentinel, which monitors one primary. */
public final class LocalSentinel extends LocalRedis {

    static final long DEFAULT_DOWN_AFTER_MILLIS = 3_000;

    private final LocalRedis primary;
    private final int quorum;
    private final List<String> moreSettings;

    LocalSentinel(Path directory, LocalRedis primary, int quorum, String... moreSettings) {
        super(directory, 0);
        this.primary = primary;
        this.quorum = quorum;
        this.moreSettings = List.of(moreSettings);
    }

    /** Sentinel keeps its state in the file. */
    @Override
    protected List<String> arguments() {
        Path file = directory().resolve("sentinel.conf");
        if (!Files.exists(file)) {
            String name = SentinelRedis.MASTER_NAME;
            String settings = """
                    port %d
                    bind %s
                    dir %s
                    sentinel monitor %s %s %d %d
                    sentinel down-after-milliseconds %s %d
                    sentinel failover-timeout %s 4000
                    %s
                    """.formatted(
                            port(),
                            listenAddress(),
                            directory(),
                            name,
                            primary.host(),
                            primary.port(),
                            quorum,
                            name,
                            DEFAULT_DOWN_AFTER_MILLIS,
                            name,
                            String.join("\n", moreSettings));
            Uncheck.run(() -> Files.writeString(file, settings));
        }
        return List.of(file.toString(), "--sentinel");
    }

    int primaryPort() {
        return query(sentinel -> (InetSocketAddress) sentinel.getMasterAddrByName(SentinelRedis.MASTER_NAME))
                .getPort();
    }

    /** Whether it has found these numbers of replicas and other Sentinels, and the primary is up. */
    boolean monitors(int replicas, int otherSentinels) {
        Map<String, String> state = query(sentinel -> sentinel.master(SentinelRedis.MASTER_NAME));
        return Integer.toString(replicas).equals(state.get("num-slaves"))
                && Integer.toString(otherSentinels).equals(state.get("num-other-sentinels"))
                && "master".equals(state.get("flags"));
    }

    /** Sets how long a primary may not respond before it is replaced. */
    void setDownAfter(long millis) {
        query(sentinel -> sentinel.set(SentinelRedis.MASTER_NAME, "down-after-milliseconds", Long.toString(millis)));
    }

    private <T> T query(Function<RedisSentinelCommands<String, String>, T> query) {
        RedisClient client = RedisClient.create(address());
        try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel()) {
            return query.apply(connection.sync());
        } finally {
            client.close();
        }
    }
}
