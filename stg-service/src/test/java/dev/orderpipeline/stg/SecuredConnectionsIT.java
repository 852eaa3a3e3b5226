package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.TestOrder;
import dev.orderpipeline.testing.secured.LocalSecurity;
import dev.orderpipeline.testing.secured.SecuredKafka;
import dev.orderpipeline.testing.secured.SecuredSentinel;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Secured servers that reject the service, or that the service rejects: it retries, with a reason that names the variable,
 * and recovers by itself as soon as the fault is corrected.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecuredConnectionsIT {

    private static final int SECRET_LENGTH = 16;
    private static final TestOrder ORDER = TestOrder.of(1);

    private static SecuredStack stack;
    private static LocalSecurity users;

    private Workspace workspace;
    private Map<String, String> variables;

    @BeforeAll
    static void startStack() {
        stack = SecuredStack.start();
        users = stack.security();
    }

    @AfterAll
    static void stopStack() {
        stack.close();
    }

    @BeforeEach
    void createWorkspace() {
        stack.redis().set(ORDER.referenceData());
        workspace = Workspace.create(stack);
        for (String topic : List.of("orders", "orders.dlq", "enriched")) {
            workspace.createTopic(topic, 1);
        }
        stack.kafka().send(Records.of(workspace.topic("orders"), ORDER.event()));
        variables = workspace.variables("orders", "enriched");
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void wrongPasswordsAreReportedOneByOne(CapturedOutput output) {
        stack.allow(workspace, "orders", "enriched");
        String newPassword = "new " + users.postgres().password();
        variables.put("PG_PASSWORD", newPassword);
        variables.put("KAFKA_CONSUMER_PASSWORD", newPassword);
        variables.put("KAFKA_PRODUCER_PASSWORD", newPassword);
        variables.put("REDIS_PASSWORD", newPassword);
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "check PG_USER and PG_PASSWORD");
            stack.postgres().setPassword(users.postgres(), newPassword);
            awaitLine(output, service, "check KAFKA_CONSUMER_USERNAME and KAFKA_CONSUMER_PASSWORD");
            stack.kafka().setPassword(users.kafkaConsumer(), newPassword);
            awaitLine(output, service, "check KAFKA_PRODUCER_USERNAME and KAFKA_PRODUCER_PASSWORD");
            stack.kafka().setPassword(users.kafkaProducer(), newPassword);
            awaitLine(output, service, "check REDIS_USERNAME and REDIS_PASSWORD");
            stack.redis().setPassword(users.redis(), newPassword);
            awaitProcessed(service);
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
    @DisabledIfSystemProperty(
            named = "local.stack",
            matches = "containers",
            disabledReason = "a Sentinel in a container names an address that is not reachable")
    void sentinelIsConnectedToWithTls(@TempDir Path folder, CapturedOutput output) {
        stack.allow(workspace, "orders", "enriched");
        try (SecuredSentinel sentinel = SecuredSentinel.start(folder, stack)) {
            variables.putAll(sentinel.variables());
            try (RunningService service = RunningService.start(StgApplication.class, variables)) {
                awaitProcessed(service);
            }
            variables.put(
                    "CERTIFICATE_PATH", users.certificates().foreignAuthority().toString());
            variables.put(
                    "KAFKA_CERTIFICATE_PATH", users.certificates().authority().toString());
            variables.put(
                    "PG_CERTIFICATE_PATH", users.certificates().authority().toString());
            try (RunningService service = RunningService.start(StgApplication.class, variables)) {
                service.awaitDown("redis", "check CERTIFICATE_PATH or REDIS_CERTIFICATE_PATH");
            }
        }
        assertThat(output).doesNotContain(users.redis().password());
    }

    /** As a rotation does: without a restart, one after the other. */
    @Test
    void changedPasswordsInFilesAreUsed(@TempDir Path folder, CapturedOutput output) throws IOException {
        stack.allow(workspace, "orders", "enriched");
        Map<String, String> passwords = new HashMap<>();
        for (String password :
                List.of("KAFKA_CONSUMER_PASSWORD", "KAFKA_PRODUCER_PASSWORD", "REDIS_PASSWORD", "PG_PASSWORD")) {
            passwords.put(password, variables.remove(password));
            Path file = Files.writeString(folder.resolve(password), "of yesterday\n");
            variables.put(password + "_FILE", file.toString());
        }

        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            for (String password :
                    List.of("PG_PASSWORD", "KAFKA_CONSUMER_PASSWORD", "KAFKA_PRODUCER_PASSWORD", "REDIS_PASSWORD")) {
                awaitLine(output, service, "and " + password);
                Files.writeString(folder.resolve(password), passwords.get(password) + "\n");
            }
            awaitProcessed(service);
        }
        assertQuiet(output);
    }

    @Test
    void missingRightsToTopicsAreReported(CapturedOutput output) {
        stack.postgres().allow(users.postgres(), workspace.database());
        SecuredKafka kafka = stack.kafka();
        String orders = workspace.topic("orders");
        String enriched = workspace.topic("enriched");
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "permission denied for the consumer's user on topic " + orders + ":");
            kafka.allow(users.kafkaConsumer(), TOPIC, orders, READ);
            awaitLine(
                    output,
                    service,
                    "permission denied for the producer's user on topic " + enriched + ", " + orders + ".dlq:");
            stack.allow(workspace, "orders", "enriched");
            awaitProcessed(service);
        }
        assertQuiet(output);
    }

    @Test
    void missingRightsToGroupAndToWriteAreReported(CapturedOutput output) {
        stack.postgres().allow(users.postgres(), workspace.database());
        SecuredKafka kafka = stack.kafka();
        String orders = workspace.topic("orders");
        String enriched = workspace.topic("enriched");
        kafka.allow(users.kafkaConsumer(), TOPIC, orders, READ);
        kafka.allow(users.kafkaProducer(), TOPIC, orders + ".dlq", WRITE);
        kafka.allow(users.kafkaProducer(), TOPIC, enriched, DESCRIBE);
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(
                    output,
                    service,
                    "Not authorized to write topics: [%1$s]: permission denied for the producer's user on topic %1$s"
                            .formatted(enriched));
            kafka.allow(users.kafkaProducer(), TOPIC, enriched, WRITE);
            awaitLine(output, service, "permission denied for the consumer's user on group " + orders + ".readers");
            kafka.allow(users.kafkaConsumer(), GROUP, orders + ".readers", READ);
            awaitProcessed(service);
        }
        assertQuiet(output);
    }

    /** A release without the right to write must not be ready because the source is empty. */
    @Test
    void readinessRequiresRightsWhileTheSourceIsEmpty() {
        String source = workspace.createTopic("idle", 1);
        String deadLetters = workspace.createTopic("idle.dlq", 1);
        String destination = workspace.topic("enriched");
        stack.postgres().allow(users.postgres(), workspace.database());
        SecuredKafka kafka = stack.kafka();
        kafka.allow(users.kafkaConsumer(), TOPIC, source, DESCRIBE);
        kafka.allow(users.kafkaConsumer(), GROUP, workspace.consumerGroup("idle"), READ);
        kafka.allow(users.kafkaProducer(), TOPIC, destination, DESCRIBE);
        kafka.allow(users.kafkaProducer(), TOPIC, deadLetters, DESCRIBE);
        Map<String, String> idle = workspace.variables("idle", "enriched");
        try (RunningService service = RunningService.start(StgApplication.class, idle)) {
            awaitReason(service, "loop", "permission denied for the consumer's user on topic " + source);
            awaitReason(service, "kafka", "Not authorized to read topics: [" + source + "]");
            kafka.allow(users.kafkaConsumer(), TOPIC, source, READ);
            awaitReason(service, "loop", "permission denied for the producer's user on topic " + destination);
            awaitReason(service, "kafka", "Not authorized to write topics: [" + destination + ", " + deadLetters + "]");
            kafka.allow(users.kafkaProducer(), TOPIC, destination, WRITE);
            awaitReason(service, "kafka", "Not authorized to write topics: [" + deadLetters + "]");
            kafka.allow(users.kafkaProducer(), TOPIC, deadLetters, WRITE);
            service.awaitReady();
        }
    }

    @Test
    void deadLettersRequireRightsToTopicAndGroup() {
        stack.allow(workspace, "orders", "enriched");
        stack.redis().flush();
        stack.redis().set(ORDER.withUser("other").referenceData());
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            eventually().until(() -> workspace.isDrained("orders"));
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
        stack.redis().set(ORDER.referenceData());
        SecuredKafka kafka = stack.kafka();
        String letters = workspace.topic("orders.dlq");
        String group = workspace.topic("orders.readers.redrive");

        assertThat(deadLetters("list").err())
                .contains("permission denied for the consumer's user on topic " + letters)
                .doesNotContain("\tat ")
                .doesNotContain(secrets());
        kafka.allow(users.kafkaConsumer(), TOPIC, letters, READ);
        assertThat(deadLetters("list").err()).contains("permission denied for the consumer's user on group " + group);
        kafka.allow(users.kafkaConsumer(), GROUP, group, READ);

        assertThat(deadLetters("list").out()).startsWith("pending: 1\n");
        assertThat(deadLetters("redrive").out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertThat(kafka.readAll(workspace.topic("enriched"))).hasSize(1);
    }

    private CommandRun deadLetters(String command) {
        return CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, command);
    }

    @Test
    void hostNameMismatchIsReported(CapturedOutput output) {
        stack.allow(workspace, "orders", "enriched");
        variables.put("PG_HOST", "127.0.0.1");
        variables.put("REDIS_HOST", "127.0.0.1");
        variables.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().securedServers().replace("localhost", "127.0.0.1"));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitReason(service, "kafka", "is for another host name: check KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST");
            awaitReason(service, "redis", "is for another host name: check REDIS_HOST");
            awaitLine(output, service, "is for another host name: check PG_HOST");
        }
        assertQuiet(output);
    }

    @Test
    void unknownAuthorityIsReported(CapturedOutput output) {
        stack.allow(workspace, "orders", "enriched");
        variables.put(
                "CERTIFICATE_PATH", users.certificates().foreignAuthority().toString());
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            String advice = " is not signed by a CA in the PEM file: check CERTIFICATE_PATH";
            awaitLine(output, service, "of PostgreSQL" + advice);
            awaitReason(service, "kafka", "of Kafka" + advice);
            awaitReason(service, "redis", "of Redis" + advice);
        }
        assertQuiet(output);
    }

    @Test
    void expiredCertificateIsReportedUntilRenewed(CapturedOutput output) {
        stack.allow(workspace, "orders", "enriched");
        users.certificates().issueExpired();
        stack.reloadCertificates();
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "the certificate of PostgreSQL has expired");
            awaitReason(service, "kafka", "the certificate of Kafka has expired");
            awaitReason(service, "redis", "the certificate of Redis has expired");
            users.certificates().issue();
            stack.reloadCertificates();
            awaitProcessed(service);
        }
        assertQuiet(output);
    }

    private static void awaitLine(CapturedOutput output, RunningService service, String advice) {
        eventually()
                .until(() -> warnings(output).anyMatch(line -> line.contains("Retrying in ") && line.contains(advice)));
        assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
        HttpResponse<String> readiness = service.get("/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains(advice).doesNotContain(secrets());
    }

    private static void awaitReason(RunningService service, String dependency, String advice) {
        service.awaitDown(dependency, advice);
        assertThat(service.get("/health/readiness").body()).doesNotContain(secrets());
    }

    private void awaitProcessed(RunningService service) {
        eventually().until(() -> workspace.isDrained("orders"));
        service.awaitReady();
        assertThat(stack.kafka().readAll(workspace.topic("enriched"))).hasSize(1);
        assertThat(stack.kafka().readAll(workspace.topic("orders.dlq"))).isEmpty();
    }

    /** No warnings but a line per attempt of the loop and a line per change of readiness; no password. */
    private static void assertQuiet(CapturedOutput output) {
        assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain(secrets());
        assertThat(warnings(output)
                        .filter(line -> !line.contains("Retrying in ") && !line.contains(" unavailable, not ready: ")))
                .isEmpty();
    }

    /** The first characters of the passwords, which are the same when a text is escaped. */
    private static List<String> secrets() {
        return users.passwords().stream()
                .map(password -> password.substring(0, SECRET_LENGTH))
                .toList();
    }

    private static Stream<String> warnings(CapturedOutput output) {
        return output.getOut().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
}
