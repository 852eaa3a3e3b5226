package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator runs it, from the service's jar, while the service is running. */
class DeadLettersIT {

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final String PORT_OF_NOBODY = "1";
    private static final String LOCALE_WITHOUT_OTHER_LETTERS = "C";

    @TempDir
    private Path folder;

    private final LocalStack stack = SharedStack.get();
    private final List<Command> commands = new ArrayList<>();
    private Workspace workspace;
    private TestedService service;

    @BeforeEach
    void startService() {
        workspace = Workspace.create(stack);
        workspace.createTopic("orders", 1);
        stack.redis().set(Map.of("redriven-restaurant", "{\"name\": \"Soups\", \"menu\": []}"));
        service = TestedService.start(Stage.STG, workspace.variables("orders", "enriched"), folder);
    }

    @AfterEach
    void stopEverything() {
        commands.forEach(command -> command.process().destroyForcibly());
        service.process().kill();
        workspace.close();
    }

    @Test
    void redriveResumesAfterAKilledOne() throws Exception {
        stack.kafka().send(Stream.of(1, 2, 3).map(this::orderOfSomebodyUnknown).toList());
        await().atMost(LIMIT).until(() -> workspace.isDrained("orders"));

        Command misspelt = start(Map.of(), "dead-leters", "list");
        Command misconfigured = start(Map.of("PG_USER", ""), "dead-letters", "redrive");
        Command withoutDatabase = start(
                Map.of(
                        "PG_PORT",
                        PORT_OF_NOBODY,
                        "LC_ALL",
                        LOCALE_WITHOUT_OTHER_LETTERS,
                        "SPRING_APPLICATION_JSON",
                        "{\"spring.application.name\": \"\\u0421\\u0422\\u0413\"}"),
                "dead-letters",
                "redrive");
        Command list = start(
                Map.of(
                        "LC_ALL",
                        LOCALE_WITHOUT_OTHER_LETTERS,
                        "PG_USER",
                        "",
                        "SERVER_PORT",
                        "none",
                        "REDIS_PORT",
                        "none"),
                "dead-letters",
                "list");
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out())
                .startsWith("pending: 3\n\nCODE")
                .doesNotContain("INFO", "WARN")
                .contains(workspace.topic("orders") + "-0@2", "user redriven-пользователь is not among");
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("unknown command 'dead-leters'; commands: dead-letters;");
        assertThat(misconfigured.exitCode()).isEqualTo(2);
        assertThat(misconfigured.err()).contains("PG_USER is missing");
        assertThat(misconfigured.out()).isEmpty();

        stack.redis().set(Map.of("redriven-пользователь", "{\"name\": \"Anna\", \"login\": \"anna\"}"));
        try (Connection connection =
                        stack.postgres().dataSource(workspace.database()).getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("SELECT 1 FROM stg.order_events WHERE object_id = 2 FOR UPDATE");
            Command killed = start(Map.of("BATCH_SIZE", "1"), "dead-letters", "redrive");
            await().atMost(LIMIT).until(this::isSessionWaitingForALock);
            killed.process().destroyForcibly().waitFor();
            connection.rollback();
        }
        assertThat(keysSent()).containsExactly("1");

        Command next = start(Map.of(), "dead-letters", "redrive");
        assertThat(next.exitCode()).as(next.err()).isZero();
        assertThat(next.out()).isEqualTo("redriven: 2 (2 done, 0 failed again)\n");
        assertThat(keysSent()).containsExactly("1", "2", "3");
        assertThat(workspace.query("SELECT object_id FROM stg.order_events ORDER BY 1"))
                .containsExactly(List.of("1"), List.of("2"), List.of("3"));

        assertThat(withoutDatabase.exitCode()).isEqualTo(3);
        assertThat(withoutDatabase.err())
                .contains("Retries exhausted: ", "Nothing is lost")
                .as("the log")
                .contains("[СТГ]");
        assertThat(withoutDatabase.out()).isEmpty();
    }

    private ProducerRecord<byte[], byte[]> orderOfSomebodyUnknown(int orderId) {
        String order = """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "restaurant": {"id": "redriven-restaurant"}, "user": {"id": "redriven-пользователь"}, "order_items": [],
                 "date": "2023-04-01 20:45:43", "cost": 10, "payment": 10, "final_status": "CLOSED"}}""".formatted(orderId);
        return new ProducerRecord<>(workspace.topic("orders"), null, order.getBytes(UTF_8));
    }

    private boolean isSessionWaitingForALock() throws SQLException {
        return !workspace
                .query("SELECT 1 FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                .isEmpty();
    }

    private List<String> keysSent() {
        return stack.kafka().readAll(workspace.topic("enriched")).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    private Command start(Map<String, String> otherVariables, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(TestedService.command(Stage.STG, arguments));
        builder.environment().putAll(workspace.variables("orders", "enriched"));
        builder.environment().putAll(otherVariables);
        Path out = Files.createTempFile(folder, "out-", ".txt");
        Path err = Files.createTempFile(folder, "err-", ".txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        Command command = new Command(process, out, err);
        commands.add(command);
        return command;
    }

    private record Command(Process process, Path outFile, Path errFile) {

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        String out() throws IOException {
            return Files.readString(outFile);
        }

        String err() throws IOException {
            return Files.readString(errFile);
        }
    }
}
