package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database user with rights on columns only: the sufficient ones are accepted, missing ones reported. */
class ColumnRightsIT {

    private static final LocalStack STACK = SharedStack.get();

    private Workspace workspace;
    private Map<String, String> variables;
    private String user;

    @BeforeEach
    void createTables() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("enriched", 1);
        variables = workspace.variables("enriched", "reports");
        try (RunningService owner = RunningService.start(DdsApplication.class, variables)) {
            owner.awaitReady();
        }
        user = "user_of_" + workspace.database();
        variables.put("PG_USER", user);
        workspace.execute("CREATE ROLE " + user + " LOGIN");
        grant("USAGE ON SCHEMA dds");
        grant("SELECT ON dds.flyway_schema_history");
        workspace.query("""
                        SELECT table_name, string_agg(quote_ident(column_name), ', ')
                          FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
                         WHERE table_schema = 'dds' AND table_type = 'BASE TABLE' AND table_name ~ '^[hls]_'
                         GROUP BY table_name
                        """).forEach(table -> grant("INSERT (%s) ON dds.%s".formatted(table.get(1), table.get(0))));
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void sufficientRightsOnColumnsAreAccepted() {
        grant("SELECT (h_order_pk, order_dt), UPDATE (order_dt) ON dds.h_order");
        sendTwoVersions();

        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            eventually().until(() -> workspace.isDrained("enriched"));
            service.awaitReady();
        }
        assertThat(workspace.query("SELECT order_dt FROM dds.h_order")).containsExactly(List.of("2023-03-31 20:00:00"));
    }

    @Test
    void rightOnAnotherColumnIsNotAccepted() {
        grant("SELECT (h_order_pk, order_dt), UPDATE (load_src) ON dds.h_order");
        sendTwoVersions();

        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            eventually().untilAsserted(() -> assertThat(
                            service.get("/health/readiness").body())
                    .contains("permission denied for table h_order", "on the table or on every column"));
            assertThat(workspace.isDrained("enriched")).isFalse();

            grant("UPDATE (order_dt) ON dds.h_order");
            eventually().until(() -> workspace.isDrained("enriched"));
        }
        assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq"))).isEmpty();
        assertThat(workspace.query("SELECT order_dt FROM dds.h_order")).containsExactly(List.of("2023-03-31 20:00:00"));
    }

    /** In batches of their own: in one batch the second would be merged into the first. */
    private void sendTwoVersions() {
        TestOrder order = TestOrder.of(1);
        variables.put("BATCH_SIZE", "1");
        STACK.kafka()
                .send(Records.of(
                        workspace.topic("enriched"),
                        order.enriched(),
                        order.withDate("2023-03-31 20:00:00").enriched()));
    }

    private void grant(String right) {
        workspace.execute("GRANT %s TO %s".formatted(right, user));
    }
}
