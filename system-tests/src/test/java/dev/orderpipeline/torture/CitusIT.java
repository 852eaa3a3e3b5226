package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderpipeline.generator.feed.GeneratedOrders;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.postgres.LocalCitus;
import dev.orderpipeline.quickstart.check.Recount;
import dev.orderpipeline.quickstart.service.Distribution;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.torture.Torture.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pipeline on several nodes of PostgreSQL, joined by Citus. Skipped where {@code CITUS_HOME} names no installation;
 * {@code ./quickstart torture --citus} tries more seeds.
 */
class CitusIT {

    private static final int ORDERS = 1_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path logs;

    private static LocalStack stack;

    @BeforeAll
    static void startNodes() {
        Optional<Path> home = LocalCitus.installation();
        assumeTrue(
                home.isPresent(), "CITUS_HOME names no PostgreSQL with Citus: set it to the folder with bin/postgres");
        stack = LocalStack.start(LocalStackOptions.defaults().withCitus(home.orElseThrow()));
    }

    @AfterAll
    static void stopNodes() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void ordersAreDistributedWithWhatBelongsToThem() {
        process(Distribution.TABLES, workspace -> {
            assertThat(distribution(workspace))
                    .containsEntry("stg.order_events", "object_id")
                    .containsEntry("dds.h_order", "h_order_pk")
                    .containsEntry("dds.s_order_product", "h_order_pk")
                    .containsEntry("dds.s_user_names", "on every node")
                    .containsEntry("cdm.user_product_counters", "user_id")
                    .containsEntry("cdm.order_ledger", "order_id")
                    .hasSize(22);
            assertThat(workspace.base().query("""
                            SELECT count(DISTINCT colocation_id)
                              FROM citus_tables
                             WHERE citus_table_type = 'distributed' AND table_name::text LIKE 'dds.%'
                            """)).containsExactly(List.of("1"));
            assertThat(workspace.base().query("""
                            SELECT count(*)
                              FROM pg_constraint
                              JOIN citus_tables ON table_name = conrelid
                             WHERE contype = 'f' AND table_name::text LIKE 'dds.%'
                            """)).containsExactly(List.of("15"));
        });
    }

    @Test
    void schemasAreOnNodesOfTheirOwn() {
        process(Distribution.SCHEMAS, workspace -> assertThat(
                        workspace.base().query("SELECT schema_name::text FROM citus_schemas ORDER BY 1"))
                .containsExactly(List.of("cdm"), List.of("dds"), List.of("stg")));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {528, 7})
    void distributedTablesEqualThoseOfAnUndisturbedPipeline(long seed) {
        try (Torture torture = new Torture(stack, Optional.of(Distribution.TABLES), logs)) {
            Outcome outcome = torture.run(seed, List.of(GroupProtocol.CLASSIC));

            assertThat(outcome.problems())
                    .as("Seed %d, %s, logs in %s", seed, outcome.scenario().disruptions(), outcome.logs())
                    .isEmpty();
        }
    }

    /** Processes generated orders, which have later versions and duplicates, and recounts the marts. */
    private static void process(Distribution distribution, Consumer<PipelineWorkspace> assertions) {
        GeneratedOrders orders = new GeneratedOrders(ORDERS, 1);
        PreparedServices services = new PreparedServices(Installation.ofThisProgram());
        try (PipelineWorkspace workspace = new PipelineWorkspace(stack, 2);
                Replicas replicas = new Replicas(services, workspace, replica -> Map.of(), logs)) {
            Stream.of(Stage.values()).forEach(replicas::start);
            replicas.start(Stage.CDM);
            distribution.apply(workspace, replicas);
            stack.redis().set(orders.reference());
            new ArrivalFeed(workspace)
                    .feed(orders.records().map(record -> new Arrival(0, record)).toList());
            new Drain(workspace, replicas).await();

            assertThat(new Recount(workspace.database()).differences()).isEmpty();
            assertThat(workspace.base().query("SELECT count(*) FROM dds.orders"))
                    .containsExactly(List.of(Integer.toString(ORDERS)));
            assertThat(workspace.base().query("SELECT count(*) > 0 FROM cdm.user_product_counters"))
                    .containsExactly(List.of("t"));
            assertions.accept(workspace);
        }
    }

    /** The column that each table is distributed by. */
    private static Map<String, String> distribution(PipelineWorkspace workspace) {
        return workspace.base().query("""
                        SELECT table_name, CASE citus_table_type WHEN 'reference' THEN 'on every node'
                                                                 ELSE distribution_column END
                          FROM citus_tables
                        """).stream().collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
    }
}
