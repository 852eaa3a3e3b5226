package dev.orderpipeline.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.PipelineAutoConfigurationIT.Copying;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.loop.BatchLoop;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database with a wrong setup: the service retries, reports the remedy, and continues once it is applied. */
class DatabaseSetupIT {

    private final LocalStack stack = SharedStack.get();
    private TestMigration documents;
    private Workspace workspace;
    private String role;
    private Map<String, String> variables;

    @BeforeEach
    void createWorkspace() {
        documents = new TestMigration();
        workspace = Workspace.create(stack);
        role = "role_" + workspace.database();
        workspace.execute("CREATE ROLE %s LOGIN".formatted(role));
        workspace.createTopic("in", 1);
        variables = workspace.variables("in", "out");
        variables.put("PG_USER", role);
        variables.put("pipeline.name", "copying-service");
        variables.put("pipeline.schema", "copies");
        variables.put("pipeline.source-topic", "in");
        variables.put("pipeline.destination-topic", "out");
        variables.put("pipeline.tables.insert", "documents, pages");
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
        documents.close();
    }

    @Test
    void wrongEncodingStopsConsumption() {
        String database = workspace.database() + "_latin1";
        workspace.execute(
                "CREATE DATABASE %s OWNER %s ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
                        .formatted(database, role));
        variables.put("PG_DB_NAME", database);
        TestKafka.send(workspace.topic("in"), 0, TestKafka.numbered("order", 3));

        try (RunningService service = RunningService.start(Copying.class, variables)) {
            awaitNotReady(service, "loop", "database " + database + " has the encoding LATIN1");

            assertThat(service.get("/health").statusCode()).isEqualTo(200);
            assertThat(workspace.isDrained("in")).isFalse();
        }
        stack.postgres().dropDatabase(database);
    }

    @Test
    void missingCreatePrivilegeIsRetried() {
        try (RunningService service = RunningService.start(Copying.class, variables);
                CapturedLog log = new CapturedLog()) {
            String grant = "GRANT CREATE ON DATABASE " + workspace.database() + " TO " + role;
            awaitNotReady(service, "loop", grant);
            patiently().until(() -> log.linesOf(BatchLoop.class).stream()
                    .anyMatch(line -> line.text().contains(grant) && !line.stackTrace()));

            workspace.execute(grant);
            awaitReady(service);
        }
    }

    /** As after an upgrade with a user that does not own the tables; without a record there is no failing batch. */
    @Test
    void missingTablePrivilegeMakesServiceUnready() {
        workspace.execute("CREATE SCHEMA copies AUTHORIZATION " + role);
        try (RunningService service = RunningService.start(Copying.class, variables)) {
            awaitReady(service);

            workspace.execute("ALTER TABLE copies.documents OWNER TO postgres");
            awaitNotReady(service, "postgres", "GRANT INSERT ON copies.documents TO " + role);
        }
        try (RunningService upgraded = RunningService.start(Copying.class, variables)) {
            awaitNotReady(
                    upgraded,
                    "loop",
                    "permission denied for the user in PG_USER: GRANT INSERT ON copies.documents TO " + role);

            workspace.execute("GRANT INSERT ON copies.documents TO " + role);
            awaitReady(upgraded);
        }
    }

    private static void awaitReady(RunningService service) {
        patiently().until(() -> service.get("/health/readiness").statusCode() == 200);
    }

    private static void awaitNotReady(RunningService service, String component, String reason) {
        patiently().untilAsserted(() -> {
            HttpResponse<String> readiness = service.get("/health/readiness");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body())
                    .containsPattern("\"%s\":\\{\"status\":\"DOWN\",\"reason\":\"[^}]*%s".formatted(component, reason));
        });
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(3));
    }
}
