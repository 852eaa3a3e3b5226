package dev.orderpipeline.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderpipeline.local.container.RunMode;
import dev.orderpipeline.local.kafka.BrokerClasses;
import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.local.redis.LocalRedis;
import dev.orderpipeline.local.server.LocalServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {

    private static final LocalStack SHARED = LocalStack.start();

    @Nested
    class Restarts {

        @Test
        void dataSurvivesStopKillAndRestart() {
            LocalStack stack = SHARED;
            fill(stack, "restarted");

            for (Consumer<LocalServer> ending : List.<Consumer<LocalServer>>of(LocalServer::stop, LocalServer::kill)) {
                for (LocalServer server : List.of(stack.kafka(), stack.postgres(), stack.redis())) {
                    ending.accept(server);
                    assertThat(server.isRunning()).isFalse();
                    assertThat(Ports.isOpen(server.port())).isFalse();
                    server.start();
                    assertThat(server.isRunning()).isTrue();
                }
                assertFilled(stack, "restarted");
            }
        }

        /** With {@code -Xshare:on}, a JVM that can't use its archive ends at once. */
        @Test
        void brokersStartFromAnArchiveOfTheirClasses() throws IOException, InterruptedException {
            assumeTrue(RunMode.configured() == RunMode.EMBEDDED, "the image's broker has classes of its own");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:on",
                    "-XX:+UseSerialGC"));
            command.addAll(BrokerClasses.options());
            command.add("-version");
            assertThat(command).anyMatch(option -> option.startsWith("-XX:SharedArchiveFile="));

            Process java = new ProcessBuilder(command).redirectErrorStream(true).start();

            String output = new String(java.getInputStream().readAllBytes(), UTF_8);
            assertThat(java.waitFor()).as(output).isZero();
        }

        @Test
        void startOfRunningServerHasNoEffect() {
            LocalServer redis = SHARED.redis();
            long before = redis.pid();

            redis.start();

            assertThat(redis.pid()).isEqualTo(before);
        }

        @Test
        void frozenServerRespondsAfterThaw() throws IOException {
            LocalServer redis = SHARED.redis();
            try (Socket client = new Socket(redis.host(), redis.port())) {
                client.setSoTimeout(500);
                redis.freeze();
                try {
                    client.getOutputStream().write("PING\r\n".getBytes(UTF_8));
                    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                    assertThat(redis.isRunning()).isTrue();
                } finally {
                    redis.thaw();
                }
                client.setSoTimeout(30_000);
                assertThat(new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine())
                        .isEqualTo("+PONG");
            }
        }

        @Test
        void frozenServerIsKilledAndRestarted() {
            LocalServer redis = SHARED.redis();
            redis.freeze();

            redis.kill();

            assertThat(redis.isRunning()).isFalse();
            redis.start();
            assertThat(redis.isRunning()).isTrue();
        }
    }

    @Nested
    class DataFolders {

        @Test
        void concurrentStacksLeaveNoFiles() {
            fill(SHARED, "shared");
            Path folder;
            try (LocalStack other = LocalStack.start()) {
                assertThat(other.kafka().topics()).isEmpty();
                fill(other, "other");
                assertFilled(other, "other");
                folder = other.redis().directory().getParent();
                assertThat(folder).isDirectory();
            }
            assertThat(folder).doesNotExist();
            assertFilled(SHARED, "shared");
        }

        @Test
        void givenFolderIsKeptAndStartedAgain(@TempDir Path folder) {
            LocalStackOptions options = new LocalStackOptions(0, 0, 0, folder);
            try (LocalStack stack = LocalStack.start(options)) {
                fill(stack, "kept");
            }
            try (LocalStack stack = LocalStack.start(options)) {
                assertFilled(stack, "kept");
            }
        }

        @Test
        void leftOverPostmasterIsReplaced(@TempDir Path folder) {
            LocalPostgres postgres = new LocalPostgres(folder, 0);
            postgres.start();
            postgres.createDatabase("kept");
            LocalPostgres next = new LocalPostgres(folder, 0);

            next.start();

            assertThat(postgres.isRunning()).isFalse();
            next.createDatabase("kept");
            next.stop();
        }

        @Test
        void stalePidFileOfAnotherProcessIsIgnored(@TempDir Path folder) throws IOException {
            LocalPostgres postgres = new LocalPostgres(folder, 0);
            postgres.start();
            Path pidFile = folder.resolve("data/postmaster.pid");
            String content = Files.readString(pidFile);
            postgres.kill();
            long ownPid = ProcessHandle.current().pid();
            Files.writeString(pidFile, content.replaceFirst("\\d+", String.valueOf(ownPid)));

            postgres.start();

            postgres.stop();
        }

        @Test
        void folderIsForOneStackOnly(@TempDir Path folder) throws IOException {
            try (DataFolder taken = new DataFolder(folder)) {
                assertThatThrownBy(() -> LocalStack.start(new LocalStackOptions(0, 0, 0, taken.path())))
                        .isInstanceOf(LocalStackException.class)
                        .hasMessageContaining("another one uses the data folder " + folder);
            }
        }
    }

    @Nested
    class FailedStarts {

        @Test
        void takenPortIsNamed(@TempDir Path folder) throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = taken.getLocalPort();
                for (LocalServer server : List.of(
                        new LocalKafka(folder, port), new LocalPostgres(folder, port), new LocalRedis(folder, port))) {
                    assertThatThrownBy(server::start)
                            .isInstanceOf(LocalStackException.class)
                            .hasMessageContaining("port " + port + " is taken by another process");
                }
            }
        }

        @Test
        void failureOfOneServerStopsTheOthers(@TempDir Path folder) throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int kafka = Ports.free();
                int postgres = Ports.free();
                LocalStackOptions options = new LocalStackOptions(kafka, postgres, taken.getLocalPort(), folder);

                assertThatThrownBy(() -> LocalStack.start(options))
                        .isInstanceOf(LocalStackException.class)
                        .hasMessageStartingWith("Redis could not start");

                assertThat(Ports.isOpen(kafka)).isFalse();
                assertThat(Ports.isOpen(postgres)).isFalse();
            }
            LocalStack.start(new LocalStackOptions(0, 0, 0, folder)).close();
        }

        @Test
        void failedStartShowsTheLog(@TempDir Path folder) throws IOException {
            Files.createDirectories(folder.resolve("data"));
            Files.writeString(folder.resolve("data/appendonly.aof"), "not what Redis has written");

            assertThatThrownBy(new LocalRedis(folder, 0)::start)
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("Redis could not start: it ended with exit code 1")
                    .hasMessageContaining("Bad file format reading the append only file");
        }

        @Test
        void overlongStartNamesTheTimeout(@TempDir Path folder) {
            LocalRedis redis = new LocalRedis(folder, 0);
            redis.setStartTimeout(Duration.ZERO);

            assertThatThrownBy(redis::start)
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("within its start timeout of 0 s (for ./quickstart, --start-timeout)");
            assertThat(redis.isRunning()).isFalse();
            assertThat(redis.exitCode()).isPresent();
        }
    }

    @Nested
    class Contents {

        @Test
        void databaseIsDurableAndStoresUnicode() throws SQLException {
            LocalPostgres postgres = SHARED.postgres();
            postgres.createDatabase("settings");

            assertThat(query(postgres, "settings", "SHOW fsync")).isEqualTo("on");
            assertThat(query(postgres, "settings", "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(postgres, "settings", "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(query(postgres, "settings", "SELECT upper('щи и борщ')")).isEqualTo("ЩИ И БОРЩ");
        }

        @Test
        void sentRecordsAreReadUnchanged() {
            LocalKafka kafka = SHARED.kafka();
            kafka.createTopic("compacted", 3, Map.of("cleanup.policy", "compact"));
            byte[] key = {1, 2};
            kafka.send(List.of(
                    new ProducerRecord<>("compacted", key, new byte[] {3}),
                    new ProducerRecord<>("compacted", key, null)));

            assertThat(kafka.readAll("compacted"))
                    .satisfiesExactly(
                            first -> assertThat(first.value()).containsExactly(3),
                            second -> assertThat(second.value()).isNull());
            assertThat(kafka.topics()).contains("compacted");
        }

        /** Each request, for instance: that would take a multiple of the broker's CPU time. */
        @Test
        void brokerLogsNoDetails() {
            assertThat(SHARED.kafka().logFile()).content().contains("INFO").doesNotContain("DEBUG");
        }

        @Test
        void deletedWorkspaceLeavesNoObjects() {
            LocalStack stack = SHARED;
            try (Workspace workspace = Workspace.create(stack)) {
                String topic = workspace.createTopic("orders", 2);
                workspace.execute("CREATE TABLE filled AS SELECT 'old' AS text");
                assertThat(workspace.query("SELECT text FROM filled")).containsExactly(List.of("old"));

                workspace.delete();

                assertThat(stack.kafka().topics()).doesNotContain(topic);
                assertThatThrownBy(() -> workspace.query("SELECT 1"))
                        .isInstanceOf(LocalStackException.class)
                        .hasMessageContaining(workspace.database() + "\" does not exist");
            }
        }

        @Test
        void missingTopicIsNeitherReadNorCreated() {
            LocalKafka kafka = SHARED.kafka();

            assertThatThrownBy(() -> kafka.readAll("missing"))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("missing");
            assertThat(kafka.topics()).doesNotContain("missing");
        }
    }

    private static void fill(LocalStack stack, String name) {
        stack.kafka().createTopic(name, 2);
        stack.kafka().send(List.of(new ProducerRecord<>(name, name.getBytes())));
        stack.postgres().createDatabase(name);
        stack.redis().set(Map.of(name, "value of " + name));
    }

    private static void assertFilled(LocalStack stack, String name) {
        assertThat(stack.kafka().readAll(name)).singleElement().satisfies(record -> assertThat(record.value())
                .isEqualTo(name.getBytes()));
        assertThat(query(stack.postgres(), name, "SELECT current_database()")).isEqualTo(name);
        assertThat(redisValue(stack.redis(), name)).isEqualTo("value of " + name);
    }

    private static String query(LocalPostgres postgres, String database, String sql) {
        try (Connection connection = postgres.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String redisValue(LocalRedis redis, String key) {
        RedisClient client = RedisClient.create("redis://" + redis.host() + ":" + redis.port());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().get(key);
        } finally {
            client.close();
        }
    }
}
