package dev.orderpipeline.cdm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.cdm.figures.RecentChanges;
import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.loop.BatchWriter;
import dev.orderpipeline.common.loop.WrittenBatch;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.message.OrderReport;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.common.postgres.PostgresDataSource;
import dev.orderpipeline.common.postgres.SchemaMigration;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The rule of CDM on real tables, without a loop around it: a batch is written when a test calls for it. */
final class Marts implements AutoCloseable {

    /** The counters in the ledger: each with its names, the newest first. */
    private static final String NAMES = """
            WITH counted AS (
                SELECT user_id, 'PRODUCT' AS kind, key::uuid AS counted_id, menu_stamp, value AS name
                  FROM cdm.order_ledger CROSS JOIN LATERAL jsonb_each_text(products)
                 WHERE counted
                 UNION ALL
                SELECT user_id, 'CATEGORY', key::uuid, '0001-01-01', value
                  FROM cdm.order_ledger CROSS JOIN LATERAL jsonb_each_text(categories)
                 WHERE counted),
            names AS (
                SELECT user_id, kind, counted_id, menu_stamp, name, count(*) AS orders
                  FROM counted
                 GROUP BY user_id, kind, counted_id, menu_stamp, name),
            ranked AS (
                SELECT *, sum(orders) OVER counter AS all_orders, row_number() OVER (counter
                       ORDER BY menu_stamp DESC, name COLLATE "C" DESC) AS rank
                  FROM names
                WINDOW counter AS (PARTITION BY user_id, kind, counted_id))
            """;

    private static final String COUNTERS = """
            SELECT user_id, kind, counted_id, menu_stamp, name, all_orders, all_orders - orders
              FROM ranked WHERE rank = 1""";

    private static final String OTHER_NAMES = """
            SELECT user_id, kind, counted_id, menu_stamp, md5(name)::uuid, name, orders FROM ranked WHERE rank > 1""";

    private static final String MART_COUNTERS = """
            SELECT user_id, 'PRODUCT', product_id, menu_stamp, product_name, order_cnt, other_cnt
              FROM cdm.user_product_counters
             UNION ALL
            SELECT user_id, 'CATEGORY', category_id, menu_stamp, category_name, order_cnt, other_cnt
              FROM cdm.user_category_counters""";

    private static final List<String> TABLES = List.of(
            "cdm.order_ledger",
            "cdm.order_former_counters",
            "cdm.user_product_counters",
            "cdm.user_category_counters",
            "cdm.counter_other_names");

    private final Workspace workspace = Workspace.create(SharedStack.get());
    private final HikariDataSource dataSource;
    private final BatchWriter<OrderReport> writer;

    /** @param statementTimeout how long a statement of the service may take */
    Marts(Duration statementTimeout) {
        this(statementTimeout, MemoryBudget.ofThisProcess(1));
    }

    /** @param statementTimeout how long a statement of the service may take */
    Marts(Duration statementTimeout, MemoryBudget memory) {
        LocalPostgres postgres = SharedStack.get().postgres();
        dataSource = PostgresDataSource.create(
                new PostgresSettings(
                        postgres.host() + ":" + postgres.port(),
                        workspace.database(),
                        postgres.user(),
                        Optional.empty(),
                        "prefer",
                        TlsFiles.NONE,
                        ClientProperties.NONE),
                "marts",
                2);
        dataSource.addDataSourceProperty("options", "-c statement_timeout=" + statementTimeout.toMillis());
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        new SchemaMigration(jdbc, transactions, "cdm").migrate();
        Clock clock = Clock.systemUTC();
        Database database = new Database(jdbc, new PipelineMetrics(new SimpleMeterRegistry(), clock));
        writer = new BatchWriter<>(
                new OrderReportProcessor(
                        new LedgerRepository(database),
                        new CounterRepository(database),
                        new RecentChanges(clock),
                        memory,
                        clock),
                transactions,
                memory);
    }

    /** Writes a batch, and returns what has to be sent. */
    List<OutgoingMessage> process(List<String> reports) {
        return processInParts(reports).stream()
                .flatMap(part -> part.result().messages().stream())
                .toList();
    }

    /** Writes a batch, and returns the parts in which that was done. */
    List<WrittenBatch> processInParts(List<String> reports) {
        List<ConsumerRecord<byte[], byte[]>> left = new ArrayList<>();
        for (String report : reports) {
            byte[] value = report.getBytes(UTF_8);
            left.add(new ConsumerRecord<>("reports", 0, left.size(), null, value));
        }
        List<WrittenBatch> parts = new ArrayList<>();
        while (!left.isEmpty()) {
            WrittenBatch part = writer.parse(left).write(() -> {});
            assertThat(part.result().deadLetters()).isEmpty();
            left = left.subList(part.records().size(), left.size());
            parts.add(part);
        }
        return parts;
    }

    /** Fills the marts from a ledger that was filled by hand. */
    void fillFromLedger() {
        execute(NAMES + """
                INSERT INTO cdm.user_product_counters
                       (user_id, product_id, menu_stamp, product_name, order_cnt, other_cnt)
                SELECT user_id, counted_id, menu_stamp, name, all_orders, all_orders - orders
                  FROM ranked WHERE rank = 1 AND kind = 'PRODUCT'""");
        execute(NAMES + """
                INSERT INTO cdm.user_category_counters
                       (user_id, category_id, menu_stamp, category_name, order_cnt, other_cnt)
                SELECT user_id, counted_id, menu_stamp, name, all_orders, all_orders - orders
                  FROM ranked WHERE rank = 1 AND kind = 'CATEGORY'""");
        execute(NAMES + """
                INSERT INTO cdm.counter_other_names
                       (user_id, kind, counted_id, menu_stamp, name_hash, name, order_cnt)
                """ + OTHER_NAMES);
    }

    /** Counters and names are a recount of the ledger. */
    void assertCountersAgreeWithLedger() {
        assertThat(differences(COUNTERS, MART_COUNTERS)).isEmpty();
        assertThat(differences(OTHER_NAMES, """
                SELECT user_id, kind, counted_id, menu_stamp, name_hash, name, order_cnt
                  FROM cdm.counter_other_names""")).isEmpty();
    }

    private List<List<String>> differences(String expected, String actual) {
        return query(NAMES
                + "(%1$s EXCEPT ALL %2$s) UNION ALL (%2$s EXCEPT ALL %1$s) LIMIT 10"
                        .formatted("(" + expected + ")", "(" + actual + ")"));
    }

    /** The rows of every table, apart from surrogate keys. */
    Map<String, List<String>> tables() {
        Map<String, List<String>> tables = new TreeMap<>();
        for (String table : TABLES) {
            tables.put(
                    table,
                    query("SELECT to_jsonb(stored) - 'id' FROM %s AS stored".formatted(table)).stream()
                            .map(row -> row.get(0))
                            .sorted()
                            .toList());
        }
        return tables;
    }

    void empty() {
        execute("TRUNCATE " + String.join(", ", TABLES));
    }

    void execute(String sql) {
        workspace.execute(sql);
    }

    List<List<String>> query(String sql) {
        return workspace.query(sql);
    }

    @Override
    public void close() {
        dataSource.close();
        workspace.close();
    }
}
