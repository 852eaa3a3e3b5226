package dev.orderpipeline.dds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.RunningService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * The database is replaced under a service that runs: the service migrates it, and of the orders after that every row is
 * in the vault, also of what earlier orders had in common with them.
 */
class RecreatedDatabaseIT {

    private static final LocalStack STACK = LocalStack.shared();

    /** Each has one row of an order. */
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

    /** @param happens to the workspace's database */
    private record Replacement(String name, Consumer<Workspace> happens) {
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
                new Replacement("database put aside", workspace -> {
                    String database = workspace.database();
                    cut(database);
                    executeOnServer("ALTER DATABASE %1$s RENAME TO %1$s_aside".formatted(database));
                    STACK.postgres().createDatabase(database);
                }));
    }

    @ParameterizedTest
    @MethodSource("replacements")
    void ordersGoOnIntoWhatReplacedTheDatabase(Replacement replacement) {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(Orders.order(1));
            replacement.happens().accept(workspace);

            process(Orders.order(2));

            assertOneWholeOrder();
            eventually().until(() -> isReady(service));
        }
    }

    /** There is no record that could show that the tables are gone. */
    @ParameterizedTest
    @MethodSource("replacements")
    void idleServiceMigratesAgain(Replacement replacement) {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(Orders.order(1));
            eventually().until(() -> isReady(service));
            replacement.happens().accept(workspace);

            eventually().until(() -> isReady(service) && isMigrated());
        }
    }

    @Test
    void databaseThatCannotHoldEveryTextIsRefusedAlsoWhereItReplacesAnother() {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(Orders.order(1));
            STACK.postgres().dropDatabase(workspace.database());
            executeOnServer("CREATE DATABASE %s ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
                    .formatted(workspace.database()));
            send(Orders.order(2));

            eventually().until(() -> service.get("/health/readiness").body().contains("has the encoding LATIN1"));
            assertThat(workspace.isDrained("enriched")).isFalse();

            STACK.postgres().dropDatabase(workspace.database());
            STACK.postgres().createDatabase(workspace.database());
            eventually().until(() -> workspace.isDrained("enriched"));
            assertOneWholeOrder();
        }
    }

    @Test
    void serverThatComesBackWithoutItsDataIsFilledFromTheFirstOrderOn(@TempDir Path directory) throws IOException {
        LocalPostgres postgres = LocalPostgres.in(directory);
        postgres.start();
        postgres.createDatabase(workspace.database());
        variables.put("PG_HOST", postgres.host());
        variables.put("PG_PORT", Integer.toString(postgres.port()));
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(Orders.order(1));
            postgres.stop();
            FileSystemUtils.deleteRecursively(directory.resolve("data"));
            postgres.start();
            postgres.createDatabase(workspace.database());

            process(Orders.order(2));

            eventually().until(() -> isReady(service));
            assertOneWholeOrder(new JdbcTemplate(postgres.dataSource(workspace.database())));
        } finally {
            postgres.stop();
        }
    }

    /** The tables are there again before this replica has anything to write: none of its statements fails for them. */
    @Test
    void whatAnotherReplicaHasMadeAnewIsFilledFromTheFirstOrderOn() {
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            process(Orders.order(1));
            eventually().until(() -> isReady(service));
            workspace.execute("DROP SCHEMA dds CASCADE");
            Map<String, String> others = workspace.variables("enriched", "reports");
            others.put("KAFKA_CONSUMER_GROUP", workspace.topic("others"));
            others.put("KAFKA_SOURCE_TOPIC", workspace.createTopic("empty", 1));
            try (RunningService other = RunningService.start(DdsApplication.class, others)) {
                eventually().until(() -> isReady(other));
            }

            // Its foreign keys find nothing missing: it has no line, and a user of its own.
            process(Orders.order(2, "new", "CLOSED", "p").replaceFirst("\"products\": \\{.*}}", "\"products\": {}}}"));

            assertThat(workspace.query("SELECT restaurant_id, name FROM dds.h_restaurant"
                            + " JOIN dds.s_restaurant_names USING (h_restaurant_pk)"))
                    .containsExactly(List.of("r", "R"));
            assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq"))).isEmpty();
        }
    }

    private void assertOneWholeOrder() {
        assertOneWholeOrder(new JdbcTemplate(STACK.postgres().dataSource(workspace.database())));
    }

    private void assertOneWholeOrder(JdbcTemplate jdbc) {
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
        STACK.kafka().send(List.of(new ProducerRecord<>(workspace.topic("enriched"), order.getBytes(UTF_8))));
    }

    private static boolean isReady(RunningService service) {
        return service.get("/health/readiness").statusCode() == 200;
    }

    private static void cut(String database) {
        executeOnServer("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(database));
        executeOnServer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'".formatted(database));
    }

    private static void executeOnServer(String sql) {
        new JdbcTemplate(STACK.postgres().dataSource("postgres")).execute(sql);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50));
    }
}
