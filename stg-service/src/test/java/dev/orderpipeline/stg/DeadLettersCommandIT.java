package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dead-letters command of an operator, while the service is running. */
class DeadLettersCommandIT {

    private static final LocalStack STACK = SharedStack.get();

    private Workspace workspace;
    private Map<String, String> variables;
    private RunningService service;

    @BeforeAll
    static void loadReferenceData() {
        STACK.redis().set(TestOrder.of(1).referenceData());
    }

    @BeforeEach
    void startService() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("orders", 1);
        variables = workspace.variables("orders", "enriched");
        service = RunningService.start(StgApplication.class, variables);
    }

    @AfterEach
    void stopService() {
        service.close();
        workspace.close();
    }

    @Test
    void orderIsRedrivenOnceItsUserExists() {
        String missingUser = "missing-" + workspace.database();
        send(order(1, missingUser), order(2, "u"), "no json");
        assertThat(producedKeys()).containsExactly("2");

        CommandRun listed = run("list");
        assertThat(listed.exitCode()).isZero();
        assertThat(listed.out())
                .startsWith("pending: 2\n")
                .containsPattern("\nCODE +COUNT\nMALFORMED_JSON +1\nREFERENCE_NOT_FOUND +1\n\nTIME ")
                .containsPattern("\n\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.?\\d*Z +" + workspace.topic("orders")
                        + "-0@0 +key-0 +REFERENCE_NOT_FOUND +1 +user " + missingUser
                        + " is not among the reference data\n");

        CommandRun failed = run("redrive");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).isEqualTo("redriven: 2 (0 done, 2 failed again)\n");
        assertThat(run("list").out())
                .containsPattern("-0@0 +key-0 +REFERENCE_NOT_FOUND +2 +user " + missingUser)
                .containsPattern("-0@2 +key-2 +MALFORMED_JSON +2 ");

        STACK.redis().set(Map.of(missingUser, user("Late")));
        CommandRun redriven = run("redrive", "--code", "REFERENCE_NOT_FOUND");
        assertThat(redriven.exitCode()).isZero();
        assertThat(redriven.out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertThat(run("redrive", "--code", "REFERENCE_NOT_FOUND").out())
                .isEqualTo("redriven: 0 (0 done, 0 failed again)\n");

        assertThat(producedKeys()).containsExactly("2", "1");
        assertThat(workspace.query("SELECT object_id, load_src FROM stg.order_events ORDER BY object_id"))
                .containsExactly(List.of("1", workspace.topic("orders")), List.of("2", workspace.topic("orders")));
        assertThat(read("orders")).hasSize(3);
        assertThat(run("list").out())
                .startsWith("pending: 1\n")
                .contains("MALFORMED_JSON")
                .doesNotContain("REFERENCE_NOT_FOUND");
    }

    @Test
    void lettersAreFilteredByCodeDateAndLimit() {
        send("no json", order(1, "nobody-" + workspace.database()), "nor this");

        assertThat(run("list", "--code", "MALFORMED_JSON,REFERENCE_NOT_FOUND").out())
                .startsWith("pending: 3\n");
        assertThat(run("list", "--code", "MALFORMED_JSON", "--limit", "1").out())
                .startsWith("pending: 2\n")
                .contains("-0@2 ")
                .doesNotContain("-0@0 ");
        String yesterday = LocalDate.ofInstant(Instant.now(), UTC).minusDays(1).toString();
        assertThat(run("list", "--from", yesterday).out()).startsWith("pending: 3\n");
        assertThat(run("list", "--to", yesterday).out()).startsWith("pending: 0\n");

        assertThat(run("redrive", "--limit", "1").out()).isEqualTo("redriven: 1 (0 done, 1 failed again)\n");
        assertThat(run("list").out()).containsPattern("-0@0 +key-0 +MALFORMED_JSON +2 ");
    }

    @Test
    void dryRunsAndInvalidCommandsChangeNothing() {
        send("no json", "nor this");
        String before = run("list").out();

        assertThat(run("redrive", "--dry-run").out())
                .startsWith("would be redriven: 2\n")
                .contains("-0@0", "-0@1");
        assertThat(run("drop", "--dry-run", "--all", "--limit", "1").out())
                .startsWith("would be dropped: 1\n")
                .contains("-0@0")
                .doesNotContain("-0@1");
        assertInvalid("Select dead letters", "drop");
        assertInvalid("Select dead letters", "drop", "--limit", "1");
        assertInvalid("--all goes without", "drop", "--all", "--code", "MALFORMED_JSON");
        assertInvalid("--limit must be at least 1, was 0", "redrive", "--limit", "0");
        assertInvalid("--limit must be an integer, was 'x'", "list", "--limit", "x");
        assertInvalid("--limit must be from 1 to 2147483647, was 99999999999", "list", "--limit", "99999999999");
        assertInvalid("unknown command 'lst'; commands: ", "lst");
        assertThat(run("list", "--limit", "x").err())
                .contains("See dead-letters list --help")
                .doesNotContain("Usage");
        assertInvalid("--code must be one of MALFORMED_JSON, ", "list", "--code", "NO_CODE");
        assertInvalid("must be a date or a time", "list", "--from", "yesterday");
        assertInvalid("NO_CODE", "list", "--code", "NO_CODE");
        assertInvalid("Missing required subcommand");

        assertThat(run("list").out()).isEqualTo(before);
        assertThat(read("orders.dlq")).hasSize(2);
    }

    @Test
    void listAndDropRequireOnlyVariablesOfKafka() {
        send("no json");
        variables.remove("PG_USER");
        variables.putAll(Map.of(
                "PG_HOST", "nowhere.invalid",
                "REDIS_HOST", "cache:6379",
                "SERVER_PORT", "none",
                "JOB_INTERVAL", "never",
                "CONCURRENCY", "0"));

        assertThat(run("list").out()).startsWith("pending: 1\n");
        assertThat(run("redrive", "--dry-run").out()).startsWith("would be redriven: 1\n");
        assertThat(run("redrive").exitCode()).isEqualTo(2);
        assertThat(run("drop", "--all").out()).isEqualTo("dropped: 1\n");
    }

    @Test
    void tombstoneIsDroppedButNotRedriven() {
        String eraseScreen = "\u001b[2J";
        STACK.kafka().send(List.of(new ProducerRecord<>(workspace.topic("orders"), eraseScreen.getBytes(UTF_8), null)));
        awaitDrained();

        CommandRun redriven = run("redrive");
        assertThat(redriven.exitCode()).isZero();
        assertThat(redriven.out()).startsWith("redriven: 0 ").contains("\nkept: 1 (no value to process");
        assertThat(run("list").out())
                .contains("(a tombstone) (no value: can't be redriven)")
                .as("control characters of a record must not reach the terminal")
                .contains("?[2J")
                .doesNotContain(eraseScreen);

        String tomorrow = Instant.now().plus(Duration.ofDays(1)).toString();
        assertThat(run("drop", "--to", tomorrow).out()).isEqualTo("dropped: 1\n");
        assertThat(run("list", "--to", tomorrow).out()).isEqualTo("pending: 0\n");
    }

    private void assertInvalid(String message, String... arguments) {
        CommandRun invalid = run(arguments);
        assertThat(invalid.exitCode()).isEqualTo(2);
        assertThat(invalid.err()).contains(message);
        assertThat(invalid.out()).isEmpty();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, arguments);
    }

    private static String user(String name) {
        return "{\"name\": \"%s\", \"login\": \"x\"}".formatted(name);
    }

    private static String order(long orderId, String user) {
        return TestOrder.of(orderId).withUser(user).event();
    }

    /** With keys from {@code key-0} on. */
    private void send(String... values) {
        STACK.kafka()
                .send(Arrays.stream(values)
                        .map(value -> new ProducerRecord<>(
                                workspace.topic("orders"),
                                ("key-" + Arrays.asList(values).indexOf(value)).getBytes(UTF_8),
                                value.getBytes(UTF_8)))
                        .toList());
        awaitDrained();
    }

    private void awaitDrained() {
        eventually().until(() -> workspace.isDrained("orders"));
    }

    private List<String> producedKeys() {
        return read("enriched").stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return STACK.kafka().readAll(workspace.topic(topic));
    }
}
