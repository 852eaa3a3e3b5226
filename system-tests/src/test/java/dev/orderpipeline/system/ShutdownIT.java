package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a service ends, by its jar as a process of its own. */
class ShutdownIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final String USER = "626a81ce9a8cd1920641e296";
    private static final String RESTAURANT = "626a81cfefa404208fe9abae";
    private static final int PARTITIONS = 2;
    private static final int ENDED_BY_SIGTERM = 128 + 15;
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    /** Two seconds on a quiet machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @TempDir
    private Path logs;

    private final List<TestedService> services = new ArrayList<>();
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
        services.forEach(service -> service.process().kill());
        workspace.close();
    }

    @Test
    void otherReplicaTakesOverAfterStopAndAfterKill() {
        TestedService first = start(Map.of());
        TestedService second = start(Map.of());
        Stream.of(first, second).forEach(ShutdownIT::awaitPartitions);
        send(10_000);
        eventually().until(() -> workspace.position("orders").committed() > 0);
        long assignments = assignments(second);

        first.process().stop(GRACE_PERIOD);

        assertThat(first.process().exitCode()).hasValue(ENDED_BY_SIGTERM);
        assertThat(first.log()).contains("Stopping").doesNotContain("did not end in time");
        await().atMost(AT_ONCE).until(() -> assignments(second) > assignments);
        assertThat(workspace.isDrained("orders")).isFalse();
        awaitDrained();
        assertThat(STACK.kafka().readAll(workspace.topic("enriched")))
                .as("nothing was done twice")
                .hasSize(sent);

        TestedService third = start(Map.of());
        awaitPartitions(third);
        long assignmentsOfThird = assignments(third);
        second.process().kill();

        await().atMost(SESSION_TIMEOUT.plus(AT_ONCE)).until(() -> assignments(third) > assignmentsOfThird);
        send(100);
        awaitDrained();
        assertThat(workspace.query("SELECT count(*) FROM stg.order_events"))
                .containsExactly(List.of(Integer.toString(sent)));
    }

    @Test
    void overlongBatchIsAbandonedAndReprocessed() throws Exception {
        TestedService first = start(Map.of());
        awaitPartitions(first);
        try (Connection connection =
                        STACK.postgres().dataSource(workspace.database()).getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE stg.order_events");
            send(4);
            eventually().until(this::isSessionWaitingForTheTable);

            first.process().stop(GRACE_PERIOD);
        }

        assertThat(first.process().exitCode()).hasValue(ENDED_BY_SIGTERM);
        assertThat(first.log())
                .contains("Stopping after the batch in flight", "The batch in flight did not end in time");
        start(Map.of());
        awaitDrained();
        assertThat(workspace.query("SELECT count(*) FROM stg.order_events"))
                .containsExactly(List.of(Integer.toString(sent)));
    }

    private boolean isSessionWaitingForTheTable() {
        return !workspace
                .query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'stg.order_events'::regclass")
                .isEmpty();
    }

    @Test
    void serviceEndsAtOnceWhileAServerIsDown() {
        send(1);
        String port = Integer.toString(Ports.free());
        TestedService withoutPostgres = start(Map.of("PG_PORT", port));
        TestedService withoutRedis = start(Map.of("REDIS_PORT", port));
        TestedService withoutKafka = start(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port));
        awaitRetrying(withoutPostgres, "Connection to 127.0.0.1:" + port + " refused");
        awaitRetrying(withoutRedis, "Connection refused: \\S*127.0.0.1:" + port);
        awaitRetrying(withoutKafka, "Kafka TimeoutException");

        for (TestedService waiting : services) {
            long start = System.nanoTime();
            waiting.process().stop(GRACE_PERIOD);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            assertThat(waiting.process().exitCode()).hasValue(ENDED_BY_SIGTERM);
            assertThat(waiting.log())
                    .contains("Stopping")
                    .doesNotContain("Stopping after the batch in flight", "did not end in time");
        }
    }

    private static void awaitRetrying(TestedService service, String reason) {
        Pattern line = Pattern.compile("[Rr]etrying in \\d+ ms.*" + reason);
        eventually().until(() -> line.matcher(service.log()).find());
    }

    private TestedService start(Map<String, String> differently) {
        Map<String, String> variables = workspace.variables("orders", "enriched");
        variables.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
        variables.put("BATCH_SIZE", "50");
        variables.putAll(differently);
        TestedService service = TestedService.start(Stage.STG, variables, logs);
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

    private static void awaitPartitions(TestedService service) {
        eventually().until(() -> service.log().contains("Partitions assigned: [w"));
    }

    /** How often the service has been given partitions. */
    private static long assignments(TestedService service) {
        return service.log()
                .lines()
                .filter(line -> line.contains("Partitions assigned: [w"))
                .count();
    }

    private void awaitDrained() {
        eventually().until(() -> workspace.isDrained("orders"));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(10));
    }
}
