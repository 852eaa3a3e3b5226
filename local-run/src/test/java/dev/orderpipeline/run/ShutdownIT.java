package dev.orderpipeline.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.ChildProcess;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a service ends, by its jar as a process of its own. */
class ShutdownIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final String USER = "626a81ce9a8cd1920641e296";
    private static final String RESTAURANT = "626a81cfefa404208fe9abae";
    private static final int PARTITIONS = 2;
    private static final int ENDED_BY_SIGTERM = 128 + 15;
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(15);

    /** A second or two, and what a busy machine adds to it; a batch in hand would be waited for longer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    private Path logs;

    private final List<ChildProcess> services = new ArrayList<>();
    private Workspace workspace;
    private int sent;

    @BeforeEach
    void createWorkspace() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("orders", PARTITIONS);
        STACK.redis()
                .set(Map.of(
                        USER, "{\"name\": \"Иван\", \"login\": \"ivan\"}",
                        RESTAURANT, "{\"name\": \"Кофейня №1\", \"menu\": []}"));
    }

    @AfterEach
    void killServices() {
        services.forEach(ChildProcess::kill);
        workspace.close();
    }

    @Test
    void nextReplicaTakesOverWhenOneIsStoppedUnderFullLoadAndWhenOneIsKilled() {
        send(20_000);
        ChildProcess first = start(Map.of());
        eventually().until(() -> log(first).contains("Partitions assigned: [w"));
        ChildProcess second = start(Map.of());
        eventually().until(() -> log(second).contains("Partitions assigned: [w"));
        send(20_000);

        first.stop(GRACE_PERIOD);

        assertThat(first.exitCode()).hasValue(ENDED_BY_SIGTERM);
        assertThat(log(first)).contains("Stopping").doesNotContain("did not end in time");
        assertTakesOver(second, AT_ONCE);
        awaitDrained();
        assertThat(STACK.kafka().readAll(workspace.topic("enriched")))
                .as("nothing was done twice")
                .hasSize(sent);

        ChildProcess third = start(Map.of());
        eventually().until(() -> log(third).contains("Partitions assigned: [w"));
        second.kill();

        assertTakesOver(third, SESSION_TIMEOUT.plus(AT_ONCE));
        send(100);
        awaitDrained();
        assertThat(workspace.query("SELECT count(*) FROM stg.order_events"))
                .containsExactly(List.of(Integer.toString(sent)));
    }

    @Test
    void waitingServiceEndsAtOnce() throws IOException {
        send(1);
        List<ChildProcess> waiting = List.of(
                start(Map.of("PG_PORT", closedPort())),
                start(Map.of("REDIS_PORT", closedPort())),
                start(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + closedPort())));
        waiting.forEach(service -> eventually().until(() -> log(service).contains("then trying again")));

        for (ChildProcess service : waiting) {
            long start = System.nanoTime();
            service.stop(GRACE_PERIOD);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            assertThat(service.exitCode()).hasValue(ENDED_BY_SIGTERM);
        }
    }

    private ChildProcess start(Map<String, String> differently) {
        Map<String, String> variables = workspace.variables("orders", "enriched");
        variables.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
        variables.put("BATCH_SIZE", "50");
        variables.putAll(differently);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path jar = Path.of("..", "stg-service", "target", "stg-service.jar");
        List<String> command =
                List.of(java, "-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
        Path log = logs.resolve(services.size() + ".log");
        ChildProcess service = ChildProcess.start("stg-service", command, variables, log);
        services.add(service);
        return service;
    }

    private void send(int count) {
        STACK.kafka()
                .send(IntStream.rangeClosed(sent + 1, sent + count)
                        .mapToObj(id -> new ProducerRecord<byte[], byte[]>(
                                workspace.topic("orders"), id % PARTITIONS, null, order(id)))
                        .toList());
        sent += count;
    }

    private static byte[] order(int id) {
        return """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "restaurant": {"id": "%s"}, "user": {"id": "%s"}, "date": "2023-04-01 20:45:43", "order_items": [],
                 "cost": 10, "payment": 10, "final_status": "CLOSED"}}""".formatted(id, RESTAURANT, USER).getBytes(UTF_8);
    }

    /** Waits until the service has been given another partition. */
    private static void assertTakesOver(ChildProcess service, Duration within) {
        await().atMost(within).until(() -> log(service).split("Partitions assigned: \\[w", -1).length == 3);
    }

    private void awaitDrained() {
        eventually().until(() -> workspace.isDrained("orders"));
    }

    private static String log(ChildProcess service) {
        try {
            return Files.readString(service.logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return Integer.toString(free.getLocalPort());
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(2));
    }
}
