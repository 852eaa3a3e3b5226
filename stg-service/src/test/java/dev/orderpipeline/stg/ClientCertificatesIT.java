package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.TestOrder;
import dev.orderpipeline.testing.secured.Certificates;
import dev.orderpipeline.testing.secured.LocalSecurity;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Servers that demand client certificates, and no passwords. Each server has authorities of its own. */
@ExtendWith(OutputCaptureExtension.class)
class ClientCertificatesIT {

    private static final TestOrder ORDER = TestOrder.of(1);

    private static SecuredStack stack;
    private static LocalSecurity users;
    private static Certificates certificates;

    private Workspace workspace;
    private Map<String, String> variables;

    @BeforeAll
    static void startStack() {
        stack = SecuredStack.startWithClientCertificates();
        users = stack.security();
        certificates = users.certificates();
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
        stack.allow(workspace, "orders", "enriched");
        stack.kafka().send(Records.of(workspace.topic("orders"), ORDER.event()));
        variables = workspace.variables("orders", "enriched");
        // Those of each server take precedence.
        variables.put("CERTIFICATE_PATH", certificates.foreignAuthority().toString());
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void certificatesReplacePasswords() {
        assertThat(variables.keySet()).noneMatch(name -> name.contains("PASSWORD"));

        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service);
            assertThat(workspace.query("SELECT DISTINCT client_dn FROM " + sessions()))
                    .containsExactly(List.of("/CN=" + users.postgres().name()));
        }
    }

    @Test
    void expiredCertificatesAreReportedUntilRenewed(CapturedOutput output) {
        users.users().forEach(user -> certificates.issueExpiredClient(user.name()));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(
                    output,
                    service,
                    "certificate_expired): PostgreSQL rejects the client's certificate, which has expired: renew the"
                            + " file in PG_CLIENT_CERTIFICATE_PATH");
            service.awaitDown("kafka", "check KAFKA_CLIENT_CERTIFICATE_PATH");
            service.awaitDown("redis", "has expired: renew the file in REDIS_CLIENT_CERTIFICATE_PATH");
            assertThat(output)
                    .contains("The client certificate of CN=" + users.postgres().name() + " has expired, at ");
            users.users().forEach(user -> certificates.issueClient(user.name()));
            awaitProcessed(service);
        } finally {
            users.users().forEach(user -> certificates.issueClient(user.name()));
        }
        assertThat(output).doesNotContain("\tat ").doesNotContain("BEGIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "foreign"})
    void certificatesOfNoOwnAuthorityAreReported(String kind, CapturedOutput output) {
        if (kind.equals("missing")) {
            variables.keySet().removeIf(name -> name.contains("_CLIENT_"));
        } else {
            users.users().forEach(user -> certificates.issueForeignClient(user.name()));
        }
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "PostgreSQL requires a client certificate");
            service.awaitDown("kafka", "Kafka requires a client certificate", "check KAFKA_CLIENT_CERTIFICATE_PATH");
            service.awaitDown("redis", "Redis requires a client certificate", "check REDIS_CLIENT_CERTIFICATE_PATH");
        } finally {
            users.users().forEach(user -> certificates.issueClient(user.name()));
        }
        assertThat(output).doesNotContain("\tat ").doesNotContain("BEGIN");
    }

    @Test
    void anotherUsersCertificateIsReported(CapturedOutput output) {
        variables.put("PG_CLIENT_CERTIFICATE_PATH", variables.get("REDIS_CLIENT_CERTIFICATE_PATH"));
        variables.put("PG_CLIENT_KEY_PATH", variables.get("REDIS_CLIENT_KEY_PATH"));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "with its name as the common name or mapped to it in pg_ident.conf");
        }
    }

    @Test
    void hostNamesAreVerified(CapturedOutput output) {
        variables.put("PG_HOST", "127.0.0.1");
        variables.put("REDIS_HOST", "127.0.0.1");
        variables.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafka().securedServers().replace("localhost", "127.0.0.1"));
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitLine(output, service, "is for another host name: check PG_HOST");
            service.awaitDown("kafka", "is for another host name: check KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST");
            service.awaitDown("redis", "is for another host name: check REDIS_HOST");
        }
    }

    @Test
    void serverIsNotVerifiedIfPgSslmodeIsWeaker() {
        variables.put("PG_SSLMODE", "require");
        variables.remove("PG_CERTIFICATE_PATH");
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service);
        }
    }

    @Test
    void authoritiesAreThoseOfTheServerUntilReplaced(@TempDir Path folder) throws IOException {
        Path ofKafka = Path.of(variables.get("KAFKA_CERTIFICATE_PATH"));
        Path authority = Files.copy(certificates.foreignAuthority(), folder.resolve("ca.pem"));
        variables.put("KAFKA_CERTIFICATE_PATH", authority.toString());
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            service.awaitDown(
                    "kafka",
                    "of Kafka is not signed by a CA in the PEM file: check CERTIFICATE_PATH or KAFKA_CERTIFICATE_PATH");
            eventually().untilAsserted(() -> assertThat(
                            service.get("/health/readiness").body())
                    .containsPattern("\"postgres\":\\{[^}]*UP")
                    .containsPattern("\"redis\":\\{[^}]*UP"));
            Files.copy(ofKafka, authority, StandardCopyOption.REPLACE_EXISTING);
            awaitProcessed(service);
        }
    }

    /** As cert-manager and a mounted Secret do it. */
    @Test
    void renewedCertificatesAreUsedByTheNextConnection() {
        try (RunningService service = RunningService.start(StgApplication.class, variables)) {
            awaitProcessed(service);

            List<List<String>> before = serials();
            certificates.issueClient(users.postgres().name());
            workspace.execute("SELECT pg_terminate_backend(pid) FROM " + sessions());
            eventually().until(() -> !serials().isEmpty() && !serials().equals(before));

            certificates.issueExpiredClient(users.redis().name());
            restart(stack.redis());
            service.awaitDown("redis", "has expired: renew the file in REDIS_CLIENT_CERTIFICATE_PATH");
            certificates.issueClient(users.redis().name());
            service.awaitReady();

            certificates.issueExpiredClient(users.kafkaConsumer().name());
            restart(stack.kafka());
            service.awaitDown("kafka", "check KAFKA_CLIENT_CERTIFICATE_PATH");
            certificates.issueClient(users.kafkaConsumer().name());
            service.awaitReady();
        } finally {
            users.users().forEach(user -> certificates.issueClient(user.name()));
        }
    }

    @Test
    void deadLettersUseTheConsumersCertificate() {
        variables.keySet().removeIf(name -> name.startsWith("KAFKA_PRODUCER_CLIENT_"));
        stack.kafka().allow(users.kafkaConsumer(), TOPIC, workspace.topic("orders.dlq"), READ);
        stack.kafka().allow(users.kafkaConsumer(), GROUP, workspace.topic("orders.readers.redrive"), READ);

        assertThat(CommandRun.of(DeadLettersCommand::execute, StgApplication.class, variables, "list")
                        .out())
                .startsWith("pending: 0\n");
    }

    /** PostgreSQL's own view of the service's connections, with their certificates. */
    private static String sessions() {
        return "pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '%s' AND datname = current_database()"
                .formatted(users.postgres().name());
    }

    private List<List<String>> serials() {
        return workspace.query("SELECT DISTINCT client_serial FROM " + sessions());
    }

    private static void restart(LocalServer server) {
        server.stop();
        server.start();
    }

    private static void awaitLine(CapturedOutput output, RunningService service, String advice) {
        eventually().until(() -> output.getOut()
                .lines()
                .anyMatch(line -> line.contains(" WARN ") && line.contains("Retrying in ") && line.contains(advice)));
        assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
    }

    private void awaitProcessed(RunningService service) {
        eventually().until(() -> workspace.isDrained("orders"));
        service.awaitReady();
        assertThat(stack.kafka().readAll(workspace.topic("enriched"))).hasSize(1);
        assertThat(stack.kafka().readAll(workspace.topic("orders.dlq"))).isEmpty();
    }
}
