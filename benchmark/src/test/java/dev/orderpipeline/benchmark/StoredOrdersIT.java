package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the services' own tables: of one user and one product, from one order that was processed. */
class StoredOrdersIT {

    private static final String PROCESSED = """
            INSERT INTO stg.order_events (object_id, object_type, sent_dttm, update_ts, payload, load_dt, load_src)
            VALUES (1, 'order', now(), now(), '{"cost": 5}', now(), 'test');
            INSERT INTO dds.h_user VALUES (md5('user')::uuid, now(), 'user', 'test');
            INSERT INTO dds.h_restaurant VALUES (md5('restaurant')::uuid, now(), 'restaurant', 'test');
            INSERT INTO dds.h_product VALUES (md5('product')::uuid, now(), 'product', 'test');
            INSERT INTO dds.h_category VALUES (md5('category')::uuid, now(), 'category', 'test');
            INSERT INTO dds.s_product_category
                   (h_product_pk, h_category_pk, effective_from, hashdiff, hk_product_category_pk, load_dt, load_src)
            VALUES (md5('product')::uuid, md5('category')::uuid, now(), md5('diff')::uuid, md5('row')::uuid, now(), 'test');
            """;

    private static final String ROWS = """
            SELECT (SELECT count(*) FROM stg.order_events), (SELECT count(*) FROM dds.h_order),
                   (SELECT count(*) FROM dds.orders), (SELECT count(*) FROM dds.order_lines),
                   (SELECT count(*) FROM cdm.order_ledger), (SELECT sum(order_cnt) FROM cdm.user_product_counters),
                   (SELECT sum(order_cnt) FROM cdm.user_category_counters)
            """;

    private static final String KEYS = """
            SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), convalidated
              FROM pg_constraint
             WHERE connamespace IN ('stg'::regnamespace, 'dds'::regnamespace, 'cdm'::regnamespace)
             UNION ALL
            SELECT tablename::text, indexname::text, NULL, NULL
              FROM pg_indexes
             WHERE schemaname IN ('stg', 'dds', 'cdm')
             ORDER BY 1, 2, 3
            """;

    private static final LocalStack STACK = LocalStack.start();

    private final Workspace workspace = Workspace.create(STACK);
    private final DataSource database = STACK.postgres().dataSource(workspace.database());
    private final StoredOrders orders = new StoredOrders(database);

    @BeforeEach
    void createTables() throws IOException {
        for (Stage stage : Stage.values()) {
            createTables(stage);
        }
        workspace.execute(PROCESSED);
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void ordersAreInEveryTableAndTheirRowsCanBeCopied() {
        orders.add(100, 150);
        orders.add(150, 170);

        List<List<String>> seventyOfEach = List.of(List.of("71", "70", "70", "70", "70", "70", "70"));
        assertThat(workspace.query(ROWS)).isEqualTo(seventyOfEach);

        CopyBaseline baseline = new CopyBaseline(database);
        for (Stage stage : Stage.values()) {
            assertThat(baseline.seconds(stage)).isPositive();
        }
        assertThat(workspace.query(ROWS)).isEqualTo(seventyOfEach);
    }

    @Test
    void keysAreTheSameAfterManyOrders() {
        List<List<String>> keys = workspace.query(KEYS);

        orders.add(100, 10_101);

        assertThat(workspace.query(KEYS)).isEqualTo(keys);
        assertThat(workspace.query("SELECT count(*) FROM dds.orders")).isEqualTo(List.of(List.of("10001")));
    }

    /** From the sources beside this module. */
    private void createTables(Stage stage) throws IOException {
        workspace.execute("CREATE SCHEMA " + stage.schema());
        Path migrations = Path.of("..", stage.service(), "src", "main", "resources", "db", "migration");
        try (Stream<Path> files = Files.list(migrations)) {
            for (Path file : files.sorted().toList()) {
                workspace.execute(Files.readString(file));
            }
        }
    }
}
