package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * The database is replaced while the service runs: the service migrates it, and every row of the next orders is in the
 * vault, including those that earlier orders had in common with them.
 */
class RecreatedDatabaseIT {

    private static final LocalStack STACK = SharedStack.get();

    /** Each has one row for the default order. */
    private static final List<String> TABLES = List.of(
            "h_user",
            "h_product",
            "h_category",
            "h_restaurant",
            "h_order",
            "l_order_product",
            "l_product_restaurant",
            "l_product_category",
            "l_order_user",
            "s_user_names",
            "s_product_names",
            "s_product_category",
            "s_restaurant_names",
            "s_order_cost",
            "s_order_status",
            "s_order_product");

    private Workspace workspace;
    private Map<String, String> variables;

    @BeforeEach
    void createWorkspace() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("enriched", 1);
        variables = workspace.variables("enriched", "reports");
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    /** @param action on the database of the workspace */
    private record Replacement(String name, Consumer<Workspace> action) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Replacement> replacements() {
        return Stream.of(
                new Replacement("database recreated", workspace -> {
                    LocalPostgres postgres = STACK.postgres();
                    postgres.dropDatabase(workspace.database());
                    postgres.createDatabase(workspace.database());
                }),
                new Replacement("schema dropped", workspace -> workspace.execute("DROP SCHEMA dds CASCADE")),
                new Replacement("database renamed", workspace -> {
                    String database = workspace.database();
                    disconnectAll(database);
                    executeOnServer("ALTER DATABASE %1$s RENAME TO %1$s_old".formatted(database));
                    STACK.postgres().createDatabase(database);
                }));
    }

    @ParameterizedTest
    @MethodSource("replacements")
    void ordersAreWrittenToTheNewDatabase(Replacement replacement) {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(TestOrder.of(1).enriched());
            replacement.action().accept(workspace);

            process(TestOrder.of(2).enriched());

            assertOneCompleteOrder();
            service.awaitReady();
        }
    }

    /** No statement of a batch fails that would show that the tables are missing. */
    @ParameterizedTest
    @MethodSource("replacements")
    void idleServiceMigratesTheNewDatabase(Replacement replacement) {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(TestOrder.of(1).enriched());
            service.awaitReady();
            replacement.action().accept(workspace);

            eventually().until(() -> service.isReady() && isMigrated());
        }
    }

    @Test
    void newDatabaseWithUnsuitableEncodingIsRejected() {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(TestOrder.of(1).enriched());
            STACK.postgres().dropDatabase(workspace.database());
            executeOnServer("CREATE DATABASE %s ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
                    .formatted(workspace.database()));
            send(TestOrder.of(2).enriched());

            eventually().until(() -> service.get("/health/readiness").body().contains("has the encoding LATIN1"));
            assertThat(workspace.isDrained("enriched")).isFalse();

            STACK.postgres().dropDatabase(workspace.database());
            STACK.postgres().createDatabase(workspace.database());
            eventually().until(() -> workspace.isDrained("enriched"));
            assertOneCompleteOrder();
        }
    }

    @Test
    void ordersAreWrittenToServerThatLostItsData(@TempDir Path directory) throws IOException {
        LocalPostgres postgres = new LocalPostgres(directory, 0);
        postgres.start();
        postgres.createDatabase(workspace.database());
        variables.put("PG_HOST", postgres.host());
        variables.put("PG_PORT", Integer.toString(postgres.port()));
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(TestOrder.of(1).enriched());
            postgres.stop();
            FileSystemUtils.deleteRecursively(directory.resolve("data"));
            postgres.start();
            postgres.createDatabase(workspace.database());

            process(TestOrder.of(2).enriched());

            service.awaitReady();
            assertOneCompleteOrder(new JdbcTemplate(postgres.dataSource(workspace.database())));
        } finally {
            postgres.stop();
        }
    }

    /** The tables exist again before this replica has a batch: none of its statements fails for them. */
    @Test
    void ordersAreWrittenToTablesOfAnotherReplica() {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(TestOrder.of(1).enriched());
            service.awaitReady();
            workspace.execute("DROP SCHEMA dds CASCADE");
            Map<String, String> others = workspace.variables("enriched", "reports");
            others.put("KAFKA_CONSUMER_GROUP", workspace.topic("others"));
            others.put("KAFKA_SOURCE_TOPIC", workspace.createTopic("empty", 1));
            try (RunningService other = RunningService.start(DdsApplication.class, others)) {
                other.awaitReady();
            }

            // No foreign key fails: the order has no lines, and another user.
            process(TestOrder.of(2).withUser("new").withProducts().enriched());

            assertThat(workspace.query("SELECT restaurant_id, name FROM dds.h_restaurant"
                            + " JOIN dds.s_restaurant_names USING (h_restaurant_pk)"))
                    .containsExactly(List.of("r", "R"));
            assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq"))).isEmpty();
        }
    }

    private void assertOneCompleteOrder() {
        assertOneCompleteOrder(new JdbcTemplate(STACK.postgres().dataSource(workspace.database())));
    }

    private void assertOneCompleteOrder(JdbcTemplate jdbc) {
        assertThat(TABLES)
                .allSatisfy(table -> assertThat(jdbc.queryForObject("SELECT count(*) FROM dds." + table, Integer.class))
                        .as(table)
                        .isEqualTo(1));
        assertThat(jdbc.queryForList("SELECT order_id FROM dds.h_order", Integer.class))
                .containsExactly(2);
        assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq"))).isEmpty();
    }

    private boolean isMigrated() {
        return workspace
                .query("SELECT to_regclass('dds.s_order_product') IS NOT NULL")
                .equals(List.of(List.of("t")));
    }

    private void process(String order) {
        send(order);
        eventually().until(() -> workspace.isDrained("enriched"));
    }

    private void send(String order) {
        STACK.kafka().send(Records.of(workspace.topic("enriched"), order));
    }

    private static void disconnectAll(String database) {
        executeOnServer("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(database));
        executeOnServer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'".formatted(database));
    }

    private static void executeOnServer(String sql) {
        new JdbcTemplate(STACK.postgres().dataSource("postgres")).execute(sql);
    }
}
