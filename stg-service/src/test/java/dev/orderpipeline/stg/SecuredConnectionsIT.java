package dev.orderpipeline.stg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.local.security.LocalSecurity;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.RunningService;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secured servers that refuse the service, or that the service refuses: it waits, says which variable to look at, and
 * goes on by itself as soon as it is put right.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecuredConnectionsIT {

    private static final int SECRET_LENGTH = 16;
    private static final String ORDER = """
            {"object_id": 1, "object_type": "order", "sent_dttm": "2023-04-08 20:00:00", "payload": {
             "restaurant": {"id": "r"}, "date": "2023-04-01 20:45:43", "user": {"id": "u"}, "order_items": [],
             "cost": 10, "payment": 10, "final_status": "CLOSED"}}""";

    private static LocalStack stack;
    private static LocalSecurity users;

    private Workspace workspace;
    private Map<String, String> variables;

    @BeforeAll
    static void startStack() {
        stack = LocalStack.startSecured();
        users = stack.security();
    }

    @AfterAll
    static void stopStack() {
        stack.close();
    }

    @BeforeEach
    void createWorkspace() {
        stack.redis()
                .set(Map.of("u", "{\"name\": \"Anna\", \"login\": \"anna\"}", "r", "{\"name\": \"R\", \"menu\": []}"));
        workspace = Workspace.create(stack);
        for (String topic : List.of("orders", "orders.dlq", "enriched")) {
            workspace.createTopic(topic, 1);
        }
        stack.kafka().send(List.of(new ProducerRecord<>(workspace.topic("orders"), ORDER.getBytes(UTF_8))));
        variables = workspace.variables("orders", "enriched");
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void wrongPasswordsAreNamedOneAfterTheOtherAndCorrectedOnTheServers(CapturedOutput output) {
        workspace.allow("orders", "enriched");
        String newPassword = "new " + users.postgres().password();
        variables.put("PG_PASSWORD", newPassword);
        variables.put("KAFKA_CONSUMER_PASSWORD", newPassword);
        variables.put("KAFKA_PRODUCER_PASSWORD", newPassword);
        variables.put("REDIS_PASSWORD", newPassword);
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "look at PG_USER and PG_PASSWORD");
            stack.postgres().setPassword(users.postgres(), newPassword);
            awaitLine(output, service, "look at KAFKA_CONSUMER_USERNAME and KAFKA_CONSUMER_PASSWORD");
            stack.kafka().setPassword(users.kafkaConsumer(), newPassword);
            awaitLine(output, service, "look at KAFKA_PRODUCER_USERNAME and KAFKA_PRODUCER_PASSWORD");
            stack.kafka().setPassword(users.kafkaProducer(), newPassword);
            awaitLine(output, service, "look at REDIS_USERNAME and REDIS_PASSWORD");
            stack.redis().setPassword(users.redis(), newPassword);
            awaitDone(service);
        } finally {
            stack.postgres().setPassword(users.postgres(), users.postgres().password());
            stack.kafka()
                    .setPassword(users.kafkaConsumer(), users.kafkaConsumer().password());
            stack.kafka()
                    .setPassword(users.kafkaProducer(), users.kafkaProducer().password());
            stack.redis().setPassword(users.redis(), users.redis().password());
        }
        assertQuiet(output);
    }

    @Test
    void missingRightsToTopicsAreNamedUntilTheyAreGranted(CapturedOutput output) {
        stack.postgres().allow(users.postgres(), workspace.database());
        LocalKafka kafka = stack.kafka();
        String orders = workspace.topic("orders");
        String enriched = workspace.topic("enriched");
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "the consumer's user lacks a right to topic " + orders + ":");
            kafka.allow(users.kafkaConsumer(), TOPIC, orders, READ);
            awaitLine(
                    output,
                    service,
                    "the producer's user lacks a right to topic " + enriched + ", " + orders + ".dlq:");
            workspace.allow("orders", "enriched");
            awaitDone(service);
        }
        assertQuiet(output);
    }

    @Test
    void missingRightsToTheGroupAndToWriteAreNamedUntilTheyAreGranted(CapturedOutput output) {
        stack.postgres().allow(users.postgres(), workspace.database());
        LocalKafka kafka = stack.kafka();
        String orders = workspace.topic("orders");
        String enriched = workspace.topic("enriched");
        kafka.allow(users.kafkaConsumer(), TOPIC, orders, READ);
        kafka.allow(users.kafkaProducer(), TOPIC, orders + ".dlq", WRITE);
        kafka.allow(users.kafkaProducer(), TOPIC, enriched, DESCRIBE);
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(
                    output,
                    service,
                    "Not authorized to write topics: [%1$s]: the producer's user lacks a right to topic %1$s"
                            .formatted(enriched));
            kafka.allow(users.kafkaProducer(), TOPIC, enriched, WRITE);
            awaitLine(output, service, "the consumer's user may not read in group " + orders + ".readers");
            kafka.allow(users.kafkaConsumer(), GROUP, orders + ".readers", READ);
            awaitDone(service);
        }
        assertQuiet(output);
    }

    /** An upgrade that could not write is not to be taken for ready because there is nothing to write. */
    @Test
    void readinessTakesTheRightToReadAndWriteWhileTheSourceIsEmpty() {
        String source = workspace.createTopic("idle", 1);
        String deadLetters = workspace.createTopic("idle.dlq", 1);
        String destination = workspace.topic("enriched");
        stack.postgres().allow(users.postgres(), workspace.database());
        LocalKafka kafka = stack.kafka();
        kafka.allow(users.kafkaConsumer(), TOPIC, source, DESCRIBE);
        kafka.allow(users.kafkaConsumer(), GROUP, workspace.consumerGroup("idle"), READ);
        kafka.allow(users.kafkaProducer(), TOPIC, destination, DESCRIBE);
        kafka.allow(users.kafkaProducer(), TOPIC, deadLetters, DESCRIBE);
        Map<String, String> idle = workspace.variables("idle", "enriched");
        try (RunningService service = RunningService.start(StgApplication.class, idle)) {
            awaitReason(service, "loop", "the consumer's user lacks a right to topic " + source);
            awaitReason(service, "kafka", "Not authorized to read topics: [" + source + "]");
            kafka.allow(users.kafkaConsumer(), TOPIC, source, READ);
            awaitReason(service, "loop", "the producer's user lacks a right to topic " + destination);
            awaitReason(service, "kafka", "Not authorized to write topics: [" + destination + ", " + deadLetters + "]");
            kafka.allow(users.kafkaProducer(), TOPIC, destination, WRITE);
            awaitReason(service, "kafka", "Not authorized to write topics: [" + deadLetters + "]");
            kafka.allow(users.kafkaProducer(), TOPIC, deadLetters, WRITE);
            patiently().until(() -> service.get("/health/readiness").statusCode() == 200);
        }
    }

    @Test
    void deadLettersTakeRightsToTheirTopicAndToAGroupOfTheirOwn() {
        workspace.allow("orders", "enriched");
        stack.redis().flush();
        stack.redis().set(Map.of("r", "{\"name\": \"R\", \"menu\": []}"));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            patiently().until(() -> workspace.isDrained("orders"));
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
        stack.redis().set(Map.of("u", "{\"name\": \"Anna\", \"login\": \"anna\"}"));
        LocalKafka kafka = stack.kafka();
        String letters = workspace.topic("orders.dlq");
        String group = workspace.topic("orders.readers.redrive");

        assertThat(deadLetters("list").err())
                .contains("the consumer's user lacks a right to topic " + letters)
                .doesNotContain("\tat ")
                .doesNotContain(secrets());
        kafka.allow(users.kafkaConsumer(), TOPIC, letters, READ);
        assertThat(deadLetters("list").err()).contains("the consumer's user may not read in group " + group);
        kafka.allow(users.kafkaConsumer(), GROUP, group, READ);

        assertThat(deadLetters("list").out()).startsWith("waiting: 1\n");
        assertThat(deadLetters("redrive").out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertThat(kafka.readAll(workspace.topic("enriched"))).hasSize(1);
    }

    private CommandRun deadLetters(String command) {
        return CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, command);
    }

    @Test
    void aHostNameThatDoesNotMatchIsNamed(CapturedOutput output) {
        workspace.allow("orders", "enriched");
        variables.put("PG_HOST", "127.0.0.1");
        variables.put("REDIS_HOST", "127.0.0.1");
        variables.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().securedServers().replace("localhost", "127.0.0.1"));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitReason(service, "kafka", "is for another host name: look at KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST");
            awaitReason(service, "redis", "is for another host name: look at REDIS_HOST");
            awaitLine(output, service, "is for another host name: look at PG_HOST");
        }
        assertQuiet(output);
    }

    @Test
    void anUnknownAuthorityIsNamed(CapturedOutput output) {
        workspace.allow("orders", "enriched");
        variables.put(
                "CERTIFICATE_PATH", users.certificates().foreignAuthority().toString());
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            String advice = " is not from the authority in the PEM file: look at CERTIFICATE_PATH";
            awaitLine(output, service, "of PostgreSQL" + advice);
            awaitReason(service, "kafka", "of Kafka" + advice);
            awaitReason(service, "redis", "of Redis" + advice);
        }
        assertQuiet(output);
    }

    @Test
    void anExpiredCertificateIsNamedUntilItIsRenewed(CapturedOutput output) {
        workspace.allow("orders", "enriched");
        users.certificates().issueExpired();
        stack.reloadCertificates();
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "the certificate of PostgreSQL has expired");
            awaitReason(service, "kafka", "the certificate of Kafka has expired");
            awaitReason(service, "redis", "the certificate of Redis has expired");
            users.certificates().issue();
            stack.reloadCertificates();
            awaitDone(service);
        }
        assertQuiet(output);
    }

    private static void awaitLine(CapturedOutput output, RunningService service, String advice) {
        patiently()
                .until(() -> warnings(output).anyMatch(line -> line.contains("trying again") && line.contains(advice)));
        assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
        HttpResponse<String> readiness = service.get("/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains(advice).doesNotContain(secrets());
    }

    private static void awaitReason(RunningService service, String dependency, String advice) {
        patiently().untilAsserted(() -> {
            JsonNode component = JsonMapper.shared()
                    .readTree(service.get("/health/readiness").body())
                    .path("components")
                    .path(dependency);
            assertThat(component.path("status").asString()).isEqualTo("DOWN");
            assertThat(component.path("reason").asString()).contains(advice).doesNotContain(secrets());
        });
    }

    private void awaitDone(RunningService service) {
        patiently().until(() -> workspace.isDrained("orders"));
        patiently().until(() -> service.get("/health/readiness").statusCode() == 200);
        assertThat(stack.kafka().readAll(workspace.topic("enriched"))).hasSize(1);
        assertThat(stack.kafka().readAll(workspace.topic("orders.dlq"))).isEmpty();
    }

    /** Nothing but the loop's one line per attempt and readiness's one per outage, and no password. */
    private static void assertQuiet(CapturedOutput output) {
        assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain(secrets());
        assertThat(warnings(output).filter(line -> !line.contains("Waiting "))).isEmpty();
    }

    /** The beginnings of the passwords: whole ones would look different when they are escaped. */
    private static List<String> secrets() {
        return users.passwords().stream()
                .map(password -> password.substring(0, SECRET_LENGTH))
                .toList();
    }

    private static Stream<String> warnings(CapturedOutput output) {
        return output.getOut().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(3));
    }
}
