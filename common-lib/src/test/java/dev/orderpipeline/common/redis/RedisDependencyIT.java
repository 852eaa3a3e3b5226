package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.HostAndPort;
import dev.orderpipeline.common.config.RedisServers;
import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.RedisUser;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.secured.SecuredStack;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisInstance;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;

/** Servers that are not the expected Redis, and the variable in the reason. */
class RedisDependencyIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Test
    void standaloneRedisIsReady() {
        assertThat(reason(settings("127.0.0.1", SharedStack.get().redis().port(), false)))
                .isEmpty();
    }

    @Test
    void clusterNodeIsReported(@TempDir Path folder) throws Exception {
        int port = freePort();
        RedisServer node = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + folder)
                .setting("cluster-enabled yes")
                .build();
        String advice = "REDIS_HOST is a node of a Redis Cluster: set REDIS_CLUSTER=true";
        whileRunning(node, () -> {
            assertThat(reason(settings("127.0.0.1", port, false)))
                    .isEqualTo("InvalidDataAccessResourceUsageException: Redis runs in cluster mode: " + advice);
            assertThat(lookUp(port)).contains("CLUSTERDOWN");

            assignAllSlots(port);

            await().atMost(Duration.ofMinutes(1))
                    .until(() -> lookUp(port), reason -> reason.contains("CROSSSLOT") && reason.endsWith(advice));
            assertThat(reason(settings("127.0.0.1", port, false))).endsWith(advice);
        });
    }

    @Test
    void sentinelIsReported() throws Exception {
        int port = freePort();
        RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                .port(port)
                .masterPort(freePort())
                .bind("127.0.0.1")
                .build();
        whileRunning(sentinel, () -> {
            String advice = "REDIS_HOST is a Sentinel: set REDIS_SENTINELS and REDIS_MASTER_NAME instead";
            assertThat(reason(settings("127.0.0.1", port, false)))
                    .isEqualTo("InvalidDataAccessResourceUsageException: Redis runs in sentinel mode: " + advice);
            assertThat(lookUp(port)).contains("ERR unknown command").endsWith(advice);
        });
    }

    @Test
    void unresolvedHostIsReportedWithVariable() {
        assertThat(reason(settings("redis.nowhere.invalid", 6379, false)))
                .contains("redis.nowhere.invalid")
                .endsWith(": check REDIS_HOST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]", "[0:0:0:0:0:0:0:1]"})
    void ipv6AddressIsAccepted(String host, @TempDir Path folder) throws Exception {
        assumeThat(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")))
                .isNotNull();
        int port = freePort();
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("::1")
                .setting("dir " + folder)
                .build();
        whileRunning(
                server, () -> assertThat(reason(settings(host, port, false))).isEmpty());
    }

    @Test
    void tlsMismatchIsReported() throws Exception {
        String advice = "if Redis is up, check REDIS_SSL and REDIS_PORT";
        assertThat(reason(settings("127.0.0.1", SharedStack.get().redis().port(), true)))
                .endsWith(advice);
        try (SecuredStack secured = SecuredStack.start()) {
            assertThat(reason(settings("localhost", secured.redis().port(), false)))
                    .endsWith(advice);
        }
    }

    @Test
    void otherServerIsReported() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(web));
            serving.start();

            assertThat(reason(settings("127.0.0.1", web.getLocalPort(), false)))
                    .endsWith("the server is not Redis: check REDIS_HOST and REDIS_PORT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mget", "dbsize"})
    void missingPermissionIsReported(String command) {
        setUser("limited", "p", command.equals("mget") ? CommandType.DBSIZE : CommandType.MGET);
        RedisSettings settings = settings(
                "127.0.0.1",
                SharedStack.get().redis().port(),
                new RedisUser(Optional.of("limited"), Optional.of(Secret.of("p"))),
                false);

        assertThat(reason(settings)).contains("NOPERM", "'" + command + "'", "grant it to REDIS_USERNAME");
    }

    /** Set with {@code ACL SETUSER}: passed unchanged, and never printed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "a b\tc",
                "quo\"te'd",
                "back\\slash\\",
                "semi;colon,equals=",
                "$dollar ${x} #{y} %s %20",
                "тайна",
                "🔑",
                "@:/?#[]&+"
            })
    void passwordIsPassedUnchanged(String password) {
        RedisSettings settings = settings(
                "127.0.0.1",
                SharedStack.get().redis().port(),
                new RedisUser(Optional.of("curious"), Optional.of(Secret.of(password))),
                false);
        setPassword("curious", password);
        assertThat(reason(settings)).isEmpty();

        setPassword("curious", password + "x");

        assertThat(reason(settings))
                .endsWith(": Redis rejects the user or password: check REDIS_USERNAME and REDIS_PASSWORD")
                .doesNotContain(password.isBlank() ? "curious" : password);
    }

    private static RedisSettings settings(String host, int port, boolean ssl) {
        return settings(host, port, RedisUser.DEFAULT, ssl);
    }

    private static RedisSettings settings(String host, int port, RedisUser user, boolean ssl) {
        return new RedisSettings(new RedisServers.Standalone(new HostAndPort(host, port)), 0, user, ssl, TlsFiles.NONE);
    }

    /** The reason in readiness for this Redis; empty if it is ready. */
    private static String reason(RedisSettings settings) {
        return with(settings, connections -> new RedisDependency(connections).check());
    }

    /** The error of a look-up in this Redis. */
    private static String lookUp(int port) {
        return with(settings("127.0.0.1", port, false), connections -> new ReferenceClient(
                        connections, MemoryBudget.ofThisProcess(1), new SimpleMeterRegistry())
                .lookUp(Set.of("a"), Map.of("b", Set.of())));
    }

    private static String with(RedisSettings settings, Consumer<RedisConnections> action) {
        try (RedisConnections connections = RedisConnections.create(settings, TIMEOUT, 1_000_000)) {
            Throwable failure = catchThrowable(() -> action.accept(connections));
            return failure == null ? "" : Reason.of(failure);
        }
    }

    private static void setPassword(String user, String password) {
        setUser(user, password, CommandType.MGET, CommandType.DBSIZE);
    }

    private static void setUser(String user, String password, CommandType... rights) {
        AclSetuserArgs acl =
                AclSetuserArgs.Builder.reset().on().addPassword(password).keyPattern("*");
        Stream.of(rights).forEach(acl::addCommand);
        try (RedisClient client = RedisClient.create(
                        "redis://127.0.0.1:" + SharedStack.get().redis().port());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().aclSetuser(user, acl);
        }
    }

    private static void assignAllSlots(int port) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().clusterAddSlots(IntStream.range(0, 16_384).toArray());
        }
    }

    private static void whileRunning(RedisInstance server, Runnable action) throws IOException {
        server.start();
        try {
            action.run();
        } finally {
            server.stop();
        }
    }

    /** Responds to a request as a web server does. */
    private static void serve(ServerSocket web) {
        try {
            while (!web.isClosed()) {
                try (Socket connection = web.accept();
                        OutputStream reply = connection.getOutputStream()) {
                    connection.getInputStream().read(new byte[1024]);
                    reply.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
