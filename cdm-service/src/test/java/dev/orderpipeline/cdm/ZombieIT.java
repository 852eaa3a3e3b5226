package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two replicas, of which one is removed from the group while its transaction hangs. */
class ZombieIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final String SOUP = product(11, "Soup", 21);

    private Workspace workspace;
    private JdbcTemplate jdbc;
    private RunningService one;
    private RunningService other;
    private CapturedLog log;

    @BeforeEach
    void startServices() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("reports", 1);
        jdbc = new JdbcTemplate(STACK.postgres().dataSource(workspace.database()));
        one = RunningService.start(CdmApplication.class, workspace.variables("reports", "counters"));
        other = RunningService.start(CdmApplication.class, workspace.variables("reports", "counters"));
        one.awaitReady();
        other.awaitReady();
        log = new CapturedLog();
    }

    @AfterEach
    void stopServices() {
        log.close();
        one.close();
        other.close();
        workspace.close();
    }

    @Test
    void batchWrittenByBothReplicasCountsOnce() throws Exception {
        blockFirstTransaction();
        try (Connection connection =
                        STACK.postgres().dataSource(workspace.database()).getConnection();
                Statement lock = connection.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(1)");
            send(report(101, 1, "CLOSED", "2023-04-01 10:00:00", SOUP));
            eventually().until(this::transactionHangs);

            removeAllMembersFromGroup();
            eventually().until(() -> workspace.isDrained("reports"));
            assertThat(soups()).containsExactly(1);
            assertThat(transactionHangs()).isTrue();
        }

        eventually().untilAsserted(() -> assertThat(log.linesOf(RecordSource.class))
                .anySatisfy(line -> assertThat(line.text())
                        .isEqualTo("Offset commit rejected, partitions were reassigned; the new owner reprocesses"
                                + " the batch")));
        assertThat(soups()).containsExactly(1);
        send(report(102, 1, "CLOSED", "2023-04-01 10:00:00", SOUP));
        eventually().until(() -> workspace.isDrained("reports"));
        assertThat(soups()).containsExactly(2);
        assertThat(STACK.kafka().readAll(workspace.topic("reports.dlq"))).isEmpty();
    }

    /** Sequences are not rolled back, so that one identifies the first transaction. */
    private void blockFirstTransaction() {
        jdbc.execute("CREATE SEQUENCE transactions");
        jdbc.execute("CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF nextval('transactions') = 1 THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NULL; END $$");
        jdbc.execute("CREATE TRIGGER hang BEFORE INSERT ON cdm.order_ledger EXECUTE FUNCTION hang()");
    }

    private boolean transactionHangs() {
        return jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                Boolean.class);
    }

    private void removeAllMembersFromGroup() throws Exception {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, STACK.kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(
                            workspace.topic("reports") + ".readers", new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
    }

    private List<Integer> soups() {
        return jdbc.queryForList("SELECT order_cnt FROM cdm.user_product_counters", Integer.class);
    }

    private void send(String... reports) {
        STACK.kafka().send(Records.of(workspace.topic("reports"), reports));
    }
}
