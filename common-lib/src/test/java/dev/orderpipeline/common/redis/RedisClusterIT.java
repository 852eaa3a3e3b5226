package dev.orderpipeline.common.redis;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import dev.orderpipeline.testing.redis.ClusterRedis;
import dev.orderpipeline.testing.redis.RedisNode;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.springframework.dao.DataAccessResourceFailureException;

/** Look-ups in a Redis Cluster. */
@DisabledIfSystemProperty(
        named = "local.stack",
        matches = "containers",
        disabledReason = "nodes in containers name addresses that are not reachable")
class RedisClusterIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final MemoryBudget MEMORY = new MemoryBudget(80 << 20, 0, 1);

    private static ClusterRedis cluster;
    private static RedisConnections connections;

    private final ReferenceClient client = new ReferenceClient(connections, MEMORY, new SimpleMeterRegistry());

    @BeforeAll
    static void start() {
        cluster = ClusterRedis.start();
        connections = connect(settings(RedisUser.DEFAULT));
    }

    @AfterAll
    static void stop() {
        connections.close();
        cluster.close();
    }

    @BeforeEach
    void empty() {
        cluster.awaitReplicas();
        cluster.nodes().stream().filter(node -> !node.isReplica()).forEach(RedisNode::flush);
    }

    @Test
    void keysOfAllNodesAreLookedUp() {
        Map<String, String> users = users(IntStream.range(0, 300));
        cluster.set(users);
        cluster.set(Map.of("r1", "{\"name\": \"Кофейня №1\", \"menu\": []}"));

        References found = client.lookUp(users.keySet(), Map.of("r1", Set.of()));

        assertThat(users.keySet())
                .allSatisfy(id -> assertThat(found.user(id).name()).isEqualTo("name of " + id));
        assertThat(found.restaurant("r1").name()).isEqualTo("Кофейня №1");
        assertThat(users.keySet().stream().limit(30).map(cluster::primaryOf).distinct())
                .hasSize(3);
    }

    @Test
    void missingAndUnusableValuesRejectTheirRecordsOnly() {
        cluster.set(users(IntStream.range(0, 20)));
        cluster.set(Map.of("large", "x".repeat(MEMORY.recordBytes() + 1)));
        cluster.primaryOf("list").run(commands -> commands.rpush("list", "x"));

        References found = client.lookUp(Set.of("u1", "u2", "missing", "large", "list"), Map.of());

        assertThat(found.user("u1").name()).isEqualTo("name of u1");
        assertThat(found.user("u2").name()).isEqualTo("name of u2");
        assertRejected(() -> found.user("missing"), "user missing is not among the reference data");
        assertRejected(
                () -> found.user("large"),
                "user large has unusable reference data: 1310721 bytes exceed the maximum of 1310720 for this heap");
        assertRejected(
                () -> found.user("list"),
                "user list has unusable reference data: its key in Redis is of type list, must be a string");
    }

    @Test
    void emptinessIsThatOfAllPrimaries() {
        assertThatThrownBy(() -> client.lookUp(Set.of("u1"), Map.of()))
                .isInstanceOf(DataAccessResourceFailureException.class)
                .hasMessageContaining("Redis is empty");
        String onAnotherNode = IntStream.range(0, 100)
                .mapToObj(number -> "u" + number)
                .filter(id -> cluster.primaryOf(id) != cluster.primaryOf("u1"))
                .findFirst()
                .orElseThrow();
        cluster.set(Map.of(onAnotherNode, user(onAnotherNode)));

        References found = client.lookUp(Set.of("u1"), Map.of());

        assertRejected(() -> found.user("u1"), "user u1 is not among the reference data");
    }

    /** A command with two keys of the slot would be rejected with {@code TRYAGAIN}. */
    @Test
    void keysOfMigratingSlotAreLookedUp() {
        Map<String, String> users = Map.of("{slot}1", user("1"), "{slot}2", user("2"), "other", user("3"));
        cluster.set(users);
        assertThat(client.lookUp(users.keySet(), Map.of()).user("{slot}1").name())
                .isEqualTo("name of 1");
        RedisNode source = cluster.primaryOf("{slot}1");
        RedisNode target = cluster.primaries().stream()
                .filter(node -> node != source)
                .findFirst()
                .orElseThrow();
        cluster.beginMigration("{slot}1", target);
        cluster.migrate("{slot}1", target);

        References found = client.lookUp(Set.of("{slot}1", "{slot}2", "{slot}3", "other"), Map.of());

        assertThat(found.user("{slot}1").name()).isEqualTo("name of 1");
        assertThat(found.user("{slot}2").name()).isEqualTo("name of 2");
        assertRejected(() -> found.user("{slot}3"), "user {slot}3 is not among the reference data");

        cluster.migrate("{slot}2", target);
        cluster.endMigration("{slot}1", target);

        References afterwards = client.lookUp(Set.of("{slot}1", "{slot}2", "{slot}3", "other"), Map.of());

        assertThat(afterwards.user("{slot}1").name()).isEqualTo("name of 1");
        assertThat(afterwards.user("{slot}2").name()).isEqualTo("name of 2");
        assertRejected(() -> afterwards.user("{slot}3"), "user {slot}3 is not among the reference data");
    }

    @Test
    void killedPrimaryIsNamedUntilItsReplicaTakesOver() {
        Map<String, String> users = users(IntStream.range(0, 50));
        cluster.set(users);
        RedisDependency dependency = new RedisDependency(connections);
        dependency.check();
        RedisNode primary = cluster.primaryOf("u1");

        try {
            cluster.withoutFailover(() -> {
                primary.kill();
                eventually().untilAsserted(() -> assertThat(reason(dependency))
                        .contains("refused", "(node 127.0.0.1:" + primary.port() + ")"));
            });
            eventually().until(() -> reason(dependency).isEmpty());
            References found = client.lookUp(users.keySet(), Map.of());
            assertThat(users.keySet())
                    .allSatisfy(id -> assertThat(found.user(id).name()).isEqualTo("name of " + id));
            assertThat(cluster.primaryOf("u1")).isNotEqualTo(primary);
        } finally {
            primary.start();
        }
    }

    @Test
    void frozenPrimaryIsNamed() {
        RedisDependency dependency = new RedisDependency(connections);
        dependency.check();
        RedisNode primary = cluster.primaryOf("u1");
        primary.freeze();
        try {
            assertThat(reason(dependency)).contains("timed out", "(node 127.0.0.1:" + primary.port() + ")");
        } finally {
            primary.thaw();
        }
        eventually().until(() -> reason(dependency).isEmpty());
    }

    @Test
    void slotWithoutPrimaryIsReported() {
        RedisDependency dependency = new RedisDependency(connections);
        cluster.withoutSlotOf("u1", () -> eventually().untilAsserted(() -> assertThat(reason(dependency))
                .isEqualTo("RedisFailureException: no primary serves 1 of the cluster's 16384 slots")));
        eventually().until(() -> reason(dependency).isEmpty());
    }

    @Test
    void userNeedsTheDocumentedRights() {
        RedisUser user = new RedisUser(Optional.of("looker"), Optional.of(Secret.of("p")));
        AclSetuserArgs acl = AclSetuserArgs.Builder.reset()
                .on()
                .addPassword("p")
                .keyPattern("*")
                .addCommand(CommandType.MGET)
                .addCommand(CommandType.DBSIZE)
                .addCommand(CommandType.TYPE)
                .addCommand(CommandType.PING)
                .addCommand(CommandType.ASKING)
                .addCommand(CommandType.INFO);
        setUser(acl);
        try (RedisConnections limited = connect(settings(user))) {
            assertThat(reason(new RedisDependency(limited)))
                    .contains("NOPERM", "'cluster'", "grant it to REDIS_USERNAME");
            setUser(acl.addCommand(CommandType.CLUSTER, CommandKeyword.NODES));

            assertThat(reason(new RedisDependency(limited))).isEmpty();
        }
    }

    @Test
    void standaloneServerIsReported() {
        int port = SharedStack.get().redis().port();
        try (RedisConnections standalone = connect(settings(port, RedisUser.DEFAULT))) {
            assertThat(reason(new RedisDependency(standalone)))
                    .isEqualTo("RedisFailureException: ERR This instance has cluster support disabled: REDIS_HOST is no"
                            + " node of a Redis Cluster: REDIS_CLUSTER must not be true");
        }
    }

    private static String reason(RedisDependency dependency) {
        Throwable failure = catchThrowable(dependency::check);
        return failure == null ? "" : Reason.of(failure);
    }

    private static void setUser(AclSetuserArgs acl) {
        cluster.nodes().forEach(node -> node.run(commands -> commands.aclSetuser("looker", acl)));
    }

    private static RedisConnections connect(RedisSettings settings) {
        return RedisConnections.create(settings, TIMEOUT, MEMORY.recordBytes());
    }

    private static RedisSettings settings(RedisUser user) {
        return settings(
                cluster.nodes().stream()
                        .map(node -> new HostAndPort(node.host(), node.port()))
                        .toList(),
                user);
    }

    private static RedisSettings settings(int port, RedisUser user) {
        return settings(List.of(new HostAndPort("127.0.0.1", port)), user);
    }

    private static RedisSettings settings(List<HostAndPort> nodes, RedisUser user) {
        return new RedisSettings(new RedisServers.Cluster(nodes), 0, user, false, TlsFiles.NONE);
    }

    private static Map<String, String> users(IntStream numbers) {
        return numbers.mapToObj(number -> "u" + number)
                .collect(Collectors.toMap(Function.identity(), RedisClusterIT::user));
    }

    private static String user(String id) {
        return "{\"name\": \"name of %s\", \"login\": \"login\"}".formatted(id);
    }

    private static void assertRejected(Runnable question, String message) {
        assertThat(catchThrowableOfType(RejectedRecordException.class, question::run))
                .hasMessage(message);
    }
}
