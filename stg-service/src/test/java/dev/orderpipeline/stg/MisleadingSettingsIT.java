package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static dev.orderpipeline.testing.Records.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.Ipv6Relay;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import redis.embedded.RedisServer;

/** Settings that are well-formed but wrong, and the log lines about settings. */
@ExtendWith(OutputCaptureExtension.class)
class MisleadingSettingsIT {

    private static final LocalStack STACK = SharedStack.get();

    private Workspace workspace;
    private Map<String, String> variables;

    @BeforeEach
    void createWorkspace() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("orders", 1);
        variables = workspace.variables("orders", "enriched");
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void settingsAreLoggedAndMisspelledOnesReported(CapturedOutput output) {
        variables.put("KAFKA_CONSUMER_GRUOP", "hidden");
        variables.put("KAFKA_HEAP_OPTS", "-Xmx1g");
        variables.put("logging.level.dev.orderpipeline.common.config", "INFO");
        variables.put("PG_PASSWORD", "hidden");
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }

        assertThat(output.getOut())
                .containsPattern("INFO .* Kafka " + STACK.kafka().bootstrapServers() + ", PLAINTEXT: group "
                        + workspace.consumerGroup("orders") + ", source topic " + workspace.topic("orders")
                        + ", destination topic " + workspace.topic("enriched") + ", dead letters "
                        + workspace.topic("orders.dlq") + "\n")
                .containsPattern("INFO .* PostgreSQL 127.0.0.1:\\d+, sslmode prefer: database " + workspace.database()
                        + ", user postgres\n")
                .containsPattern("INFO .* Redis 127.0.0.1:\\d+, no TLS: the default user\n")
                .containsPattern("WARN .* KAFKA_CONSUMER_GRUOP is ignored: the services have no variable of this name;"
                        + " did you mean KAFKA_CONSUMER_GROUP\\?\n")
                .doesNotContain("KAFKA_HEAP_OPTS")
                .doesNotContain("hidden");
    }

    @Test
    void misspelledVariableIsReportedWithTheMissingOne(CapturedOutput output) {
        variables.remove("PG_USER");
        variables.put("PG_USERNAME", "hidden");

        CommandRun run = CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, "redrive");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(output.getAll())
                .contains("PG_USER is missing")
                .contains("PG_USERNAME is ignored: the services have no variable of this name; did you mean PG_USER?")
                .doesNotContain("hidden");
    }

    /** As in a Secret that was made from a file. */
    @Test
    void passwordWithLineBreakIsRejectedAndNotPrinted(CapturedOutput output) {
        variables.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
        for (String user : List.of("KAFKA_CONSUMER", "KAFKA_PRODUCER")) {
            variables.put(user + "_USERNAME", "someone");
            variables.put(user + "_PASSWORD", "hidden-first\nhidden-second");
        }
        variables.put("REDIS_PASSWORD", "hidden-third\n");
        variables.put("PG_PASSWORD", "hidden-fourth\r\n");

        CommandRun run = CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, "redrive");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(output.getAll() + run.out() + run.err())
                .contains(
                        "- KAFKA_CONSUMER_PASSWORD must be without line breaks",
                        "- KAFKA_PRODUCER_PASSWORD must be without line breaks",
                        "- REDIS_PASSWORD must be without line breaks",
                        "- PG_PASSWORD must be without line breaks")
                .doesNotContain("hidden", "is missing", "\tat ");
    }

    /** The files of such a folder have the names of variables, as docker's secrets can have. */
    @Test
    void passwordOfAFolderAndAnotherSourceIsRejected(@TempDir Path folder, CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("PG_PASSWORD"), "hidden-first\n");
        Files.writeString(folder.resolve("REDIS_PASSWORD"), "hidden-second\n");
        variables.put("spring.config.import", "configtree:" + folder + "/");
        variables.put("PG_PASSWORD", "hidden-third");
        variables.put("REDIS_PASSWORD_FILE", folder.resolve("REDIS_PASSWORD").toString());

        CommandRun run = CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, "redrive");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(output.getAll() + run.out() + run.err())
                .contains(
                        "- PG_PASSWORD must not be set twice, in Config tree '" + folder + "' and defaultProperties",
                        "- REDIS_PASSWORD_FILE must not be set beside REDIS_PASSWORD")
                .doesNotContain("hidden", "\tat ");
    }

    @Test
    void unresolvedHostsAreReportedWithVariables(CapturedOutput output) {
        variables.put("KAFKA_BOOTSTRAP_SERVERS", "kafka.nowhere.invalid:9092");
        variables.put("REDIS_HOST", "redis.nowhere.invalid");
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            String kafka = "(kafka.nowhere.invalid:9092): none of these host names can be resolved: check"
                    + " KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST";
            service.awaitDown("loop", kafka);
            service.awaitDown("kafka", kafka);
            service.awaitDown("redis", "redis.nowhere.invalid", "check REDIS_HOST");
            eventually().until(() -> output.getOut()
                    .lines()
                    .anyMatch(line -> line.contains("Retrying in ") && line.contains(kafka)));
            assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void redisClusterWithoutItsSettingIsNotReady(@TempDir Path folder) throws IOException {
        int port = freePort();
        RedisServer node = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + folder)
                .setting("cluster-enabled yes")
                .build();
        node.start();
        variables.put("REDIS_HOST", "127.0.0.1");
        variables.put("REDIS_PORT", Integer.toString(port));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            service.awaitDown("redis", "Redis runs in cluster mode", "set REDIS_CLUSTER=true");
        } finally {
            node.stop();
        }
    }

    @Test
    void ipv6AddressesInBracketsAreAccepted() throws IOException {
        assumeThat(Ipv6Relay.isPossible()).isTrue();
        try (Ipv6Relay kafka = new Ipv6Relay(STACK.kafka().port());
                Ipv6Relay postgres = new Ipv6Relay(STACK.postgres().port());
                Ipv6Relay redis = new Ipv6Relay(STACK.redis().port())) {
            variables.remove("KAFKA_BOOTSTRAP_SERVERS");
            variables.put("KAFKA_HOST", "[::1]");
            variables.put("KAFKA_PORT", Integer.toString(kafka.port()));
            variables.put("PG_HOST", "[::1]:" + postgres.port());
            variables.put("REDIS_HOST", "[::1]");
            variables.put("REDIS_PORT", Integer.toString(redis.port()));
            try (RunningService service = RunningService.start(StgApplication.class, variables)) {
                service.awaitReady();
            }
        }
    }

    @Test
    void referenceDataOfAnotherTypeIsDeadLetter() {
        try (RedisClient client = RedisClient.create(
                        "redis://" + STACK.redis().host() + ":" + STACK.redis().port());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().hset("user-in-a-hash", Map.of("name", "Anna", "login", "anna"));
        }
        STACK.redis().set(TestOrder.of(1).referenceData());
        String order = TestOrder.of(1).withUser("user-in-a-hash").event();
        STACK.kafka().send(Records.of(workspace.topic("orders"), order));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            eventually().until(() -> workspace.isDrained("orders"));
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }

        assertThat(STACK.kafka().readAll(workspace.topic("orders.dlq")))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(header(letter, "pipeline-error-code")).isEqualTo("REFERENCE_NOT_FOUND");
                    assertThat(header(letter, "pipeline-error-message"))
                            .isEqualTo(
                                    "user user-in-a-hash has unusable reference data: its key in Redis is of type hash,"
                                            + " must be a string");
                });
        assertThat(workspace.query("SELECT object_id FROM stg.order_events")).containsExactly(List.of("1"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
