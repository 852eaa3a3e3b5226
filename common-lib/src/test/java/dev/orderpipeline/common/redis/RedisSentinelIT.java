package dev.orderpipeline.common.redis;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.config.HostAndPort;
import dev.orderpipeline.common.config.RedisServers;
import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.RedisUser;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.redis.RedisNode;
import dev.orderpipeline.testing.redis.SentinelRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Look-ups in the primary that Sentinels name; they require a user of their own. */
@DisabledIfSystemProperty(
        named = "local.stack",
        matches = "containers",
        disabledReason = "Sentinels in containers name addresses that are not reachable")
class RedisSentinelIT {

    private static final MemoryBudget MEMORY = new MemoryBudget(80 << 20, 0, 1);
    private static final RedisUser SENTINEL_USER =
            new RedisUser(Optional.of("looker"), Optional.of(Secret.of("lookers-own")));

    private static SentinelRedis redis;

    @BeforeAll
    static void start() {
        redis = SentinelRedis.start(1, "user looker on >lookers-own +sentinel|get-master-addr-by-name +ping");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void recover() {
        redis.awaitReplicas();
        redis.set(Map.of("u1", user("1")));
    }

    @Test
    void keysAreLookedUpInThePrimary() {
        try (RedisConnections connections = connect(SentinelRedis.MASTER_NAME, SENTINEL_USER)) {
            assertThat(reason(connections)).isEmpty();

            References found = client(connections).lookUp(Set.of("u1", "u2"), Map.of());

            assertThat(found.user("u1").name()).isEqualTo("name of 1");
            assertThat(catchThrowableOfType(RejectedRecordException.class, () -> found.user("u2")))
                    .hasMessage("user u2 is not among the reference data");
        }
    }

    @Test
    void databaseIsSelected() {
        redis.primary().run(commands -> {
            commands.select(3);
            commands.set("u3", user("3"));
        });
        try (RedisConnections connections =
                connect(settings(sentinels(), SentinelRedis.MASTER_NAME, SENTINEL_USER, 3))) {
            assertThat(client(connections)
                            .lookUp(Set.of("u3"), Map.of())
                            .user("u3")
                            .name())
                    .isEqualTo("name of 3");
        }
        try (RedisConnections connections =
                connect(settings(sentinels(), SentinelRedis.MASTER_NAME, SENTINEL_USER, 16))) {
            assertThat(reason(connections)).endsWith("ERR DB index is out of range: check REDIS_DATABASE");
        }
    }

    @Test
    void replicaTakesOver() {
        try (RedisConnections connections = connect(SentinelRedis.MASTER_NAME, SENTINEL_USER)) {
            ReferenceClient client = client(connections);
            client.lookUp(Set.of("u1"), Map.of());
            RedisNode former = redis.primary();
            try {
                redis.withoutFailover(() -> {
                    former.kill();
                    eventually().until(() -> reason(connections).contains("refused"));
                });

                eventually().until(() -> reason(connections).isEmpty());

                assertThat(client.lookUp(Set.of("u1"), Map.of()).user("u1").name())
                        .isEqualTo("name of 1");
                assertThat(redis.primary()).isNotEqualTo(former);
            } finally {
                former.start();
            }
        }
    }

    /** It lacks what was set since the failover. */
    @Test
    void keyMissingInFormerPrimaryIsLookedUpInThePresentOne() {
        try (RedisConnections connections = connect(SentinelRedis.MASTER_NAME, SENTINEL_USER)) {
            ReferenceClient client = client(connections);
            client.lookUp(Set.of("u1"), Map.of());
            failOverWhileFrozen(Map.of("u2", user("2")));

            References found = client.lookUp(Set.of("u1", "u2"), Map.of());

            assertThat(found.user("u2").name()).isEqualTo("name of 2");
            redis.primary().run(commands -> commands.del("u2"));
        }
    }

    /** The former primary has the restaurant, with a menu of before. */
    @Test
    void itemMissingInFormerPrimaryIsLookedUpInThePresentOne() {
        redis.set(Map.of("r1", restaurant("i1")));
        try (RedisConnections connections = connect(SentinelRedis.MASTER_NAME, SENTINEL_USER)) {
            ReferenceClient client = client(connections);
            client.lookUp(Set.of("u1"), Map.of("r1", Set.of("i1")));
            failOverWhileFrozen(Map.of("r1", restaurant("i2"), "u1", user("1, renamed")));

            References found = client.lookUp(Set.of("u1"), Map.of("r1", Set.of("i2")));

            assertThat(found.restaurant("r1").item("i2")).isPresent();
            assertThat(found.user("u1").name()).isEqualTo("name of 1, renamed");
        }
    }

    @Test
    void unknownMasterIsReported() {
        try (RedisConnections connections = connect("other", SENTINEL_USER)) {
            assertThat(reason(connections))
                    .endsWith("other: the Sentinel monitors no master of that name: check REDIS_MASTER_NAME");
        }
    }

    @Test
    void rejectedUserOfSentinelIsReported() {
        String advice =
                "Sentinel rejects the user or password: check REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD";
        RedisUser wrong = new RedisUser(Optional.of("looker"), Optional.of(Secret.of("wrong")));
        try (RedisConnections connections = connect(SentinelRedis.MASTER_NAME, wrong)) {
            assertThat(reason(connections)).contains("WRONGPASS").endsWith(advice);
        }
    }

    @Test
    void unreachableSentinelIsSkipped() {
        List<HostAndPort> addresses = Stream.concat(Stream.of(new HostAndPort("127.0.0.1", 1)), sentinels().stream())
                .toList();
        try (RedisConnections connections = connect(settings(addresses, SentinelRedis.MASTER_NAME, SENTINEL_USER, 0))) {
            assertThat(reason(connections)).isEmpty();
        }
        try (RedisConnections connections =
                connect(settings(addresses.subList(0, 1), SentinelRedis.MASTER_NAME, SENTINEL_USER, 0))) {
            assertThat(reason(connections)).contains("Connection refused").contains("127.0.0.1:1");
        }
        List<HostAndPort> unresolved = List.of(new HostAndPort("sentinel.nowhere.invalid", 26379));
        try (RedisConnections connections =
                connect(settings(unresolved, SentinelRedis.MASTER_NAME, SENTINEL_USER, 0))) {
            assertThat(reason(connections)).contains("sentinel.nowhere.invalid").endsWith(": check REDIS_SENTINELS");
        }
    }

    @Test
    void redisInsteadOfSentinelIsReported() {
        List<HostAndPort> addresses =
                List.of(new HostAndPort("127.0.0.1", SharedStack.get().redis().port()));
        try (RedisConnections connections =
                connect(settings(addresses, SentinelRedis.MASTER_NAME, RedisUser.DEFAULT, 0))) {
            assertThat(reason(connections))
                    .endsWith("REDIS_SENTINELS must be Sentinels, which have ports of their own");
        }
    }

    /** The former primary responds again, as a primary. */
    private static void failOverWhileFrozen(Map<String, String> setSince) {
        RedisNode former = redis.primary();
        former.freeze();
        try {
            eventually().until(() -> redis.primary() != former);
            redis.primary().set(setSince);
        } finally {
            former.thaw();
        }
    }

    private static String reason(RedisConnections connections) {
        Throwable failure = catchThrowable(() -> new RedisDependency(connections).check());
        return failure == null ? "" : Reason.of(failure);
    }

    private static ReferenceClient client(RedisConnections connections) {
        return new ReferenceClient(connections, MEMORY, new SimpleMeterRegistry());
    }

    private static List<HostAndPort> sentinels() {
        return redis.sentinels().stream()
                .map(sentinel -> new HostAndPort(sentinel.host(), sentinel.port()))
                .toList();
    }

    private static RedisConnections connect(String masterName, RedisUser user) {
        return connect(settings(sentinels(), masterName, user, 0));
    }

    private static RedisConnections connect(RedisSettings settings) {
        return RedisConnections.create(settings, Duration.ofSeconds(2), MEMORY.recordBytes());
    }

    private static RedisSettings settings(
            List<HostAndPort> sentinels, String masterName, RedisUser sentinelUser, int database) {
        return new RedisSettings(
                new RedisServers.Sentinels(sentinels, masterName, sentinelUser),
                database,
                RedisUser.DEFAULT,
                false,
                TlsFiles.NONE);
    }

    private static String restaurant(String item) {
        return "{\"name\": \"r\", \"menu\": [{\"_id\": \"%s\", \"category\": \"c\"}]}".formatted(item);
    }

    private static String user(String id) {
        return "{\"name\": \"name of %s\", \"login\": \"login\"}".formatted(id);
    }
}
