package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.check.Recount;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database for each layer. That of the marts has the vault's views as foreign tables, for the recount. */
class LayerDatabasesIT {

    private static final long SEED = 528;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @TempDir
    private Path logs;

    private final LocalStack stack = SharedStack.get();
    private final Scenario scenario = Scenario.draw(SEED);
    private final PipelineWorkspace workspace = new PipelineWorkspace(stack, scenario.partitions());
    private final List<ServiceProcess> services = new ArrayList<>();

    @AfterEach
    void stop() {
        services.forEach(ServiceProcess::kill);
        stack.postgres().dropDatabase(database(Stage.STG));
        stack.postgres().dropDatabase(database(Stage.DDS));
        workspace.close();
    }

    @Test
    void martsAreExactAndJoinTheVaultOfAnotherDatabase() {
        stack.redis().set(scenario.reference().referenceData());
        PreparedServices prepared = new PreparedServices(Installation.ofThisProgram());
        for (Stage stage : Stage.values()) {
            stack.postgres().createDatabase(database(stage));
            Map<String, String> environment = workspace.environment(stage);
            environment.put("PG_DB_NAME", database(stage));
            services.add(prepared.start(stage, environment, logs.resolve(stage.service() + ".log")));
        }
        new ArrivalFeed(workspace).feed(scenario.arrivals());
        await().atMost(TIMEOUT).ignoreExceptions().until(new DrainCheck(workspace::position)::isDrained);

        importVault();
        assertThat(new Recount(workspace.database()).differences()).isEmpty();
        Map<String, SortedSet<String>> tables = TableContents.asExpected(workspace.base());
        assertThat(tables).containsKeys("cdm.user_product_counters", "cdm.user_category_counters", "dds.orders");
        Map<String, SortedSet<String>> expected = ExpectedTables.of(scenario.reference(), scenario.messages());
        expected.keySet().retainAll(tables.keySet());
        assertThat(Differences.between("the reference implementation", expected, tables))
                .isEmpty();
    }

    private void importVault() {
        LocalPostgres postgres = stack.postgres();
        workspace.base().execute("""
                CREATE EXTENSION postgres_fdw;
                CREATE SERVER vault FOREIGN DATA WRAPPER postgres_fdw
                    OPTIONS (host '%s', port '%d', dbname '%s');
                CREATE USER MAPPING FOR CURRENT_USER SERVER vault OPTIONS (user '%s');
                CREATE SCHEMA dds;
                IMPORT FOREIGN SCHEMA dds FROM SERVER vault INTO dds;
                """.formatted(
                        postgres.hostForServers(), postgres.port(), database(Stage.DDS), postgres.user()));
    }

    /** The marts are in the workspace's own. */
    private String database(Stage stage) {
        String own = workspace.base().database();
        return stage == Stage.CDM ? own : own + "_" + stage.shortName();
    }
}
