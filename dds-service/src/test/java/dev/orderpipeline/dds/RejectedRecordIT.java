package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Conditions.eventually;
import static dev.orderpipeline.testing.Records.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.loop.BatchLoop;
import dev.orderpipeline.common.postgres.SchemaMigration;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records that PostgreSQL rejects. The tables of the migration hold every value of a valid message, so each test first
 * alters them, as an administrator might by hand.
 */
class RejectedRecordIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int ORDERS = 128;

    /** @param error the message of the server, a regular expression */
    private record Rejected(int order, String message, String error) {}

    private Workspace workspace;
    private JdbcTemplate jdbc;

    @BeforeEach
    void createTables() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("enriched", 1);
        DataSource dataSource = STACK.postgres().dataSource(workspace.database());
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        new SchemaMigration(new JdbcTemplate(dataSource), transactions, "dds").migrate();
        jdbc = new JdbcTemplate(dataSource);
    }

    @AfterEach
    void closeWorkspace() {
        workspace.close();
    }

    @Test
    void rejectedRecordsAreDeadLettersAndOthersWritten() {
        countTransactions();
        jdbc.execute("CREATE INDEX ON dds.s_product_names (name)");
        jdbc.execute("ALTER TABLE dds.h_user ADD short varchar(20) GENERATED ALWAYS AS (user_id) STORED");
        jdbc.execute("ALTER TABLE dds.h_order ADD doubled int GENERATED ALWAYS AS (order_id::int * 2) STORED");
        jdbc.execute("ALTER TABLE dds.h_order ADD archived timestamp"
                + " GENERATED ALWAYS AS (order_dt + interval '287000 years') STORED");
        List<Rejected> rejected = List.of(
                new Rejected(
                        7,
                        TestOrder.of(7).withProductName(longText()).enriched(),
                        "index row size \\d+ exceeds btree .*"),
                new Rejected(
                        40,
                        TestOrder.of(40).withUser("u".repeat(21)).enriched(),
                        "value too long for type character varying.20."),
                new Rejected(41, TestOrder.of(2_000_000_000).enriched(), "integer out of range"),
                new Rejected(
                        42, TestOrder.of(42).withDate("9999-01-01 00:00:00").enriched(), "timestamp out of range"));
        List<String> messages = orders();
        rejected.forEach(bad -> messages.set(bad.order() - 1, bad.message()));
        send(messages);

        runUntilDrained();

        List<ConsumerRecord<byte[], byte[]>> letters = STACK.kafka().readAll(workspace.topic("enriched.dlq"));
        assertThat(letters).hasSize(rejected.size());
        for (Rejected bad : rejected) {
            assertThat(letters).anySatisfy(letter -> {
                assertThat(letter.value()).asString(UTF_8).isEqualTo(bad.message());
                assertThat(header(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_DATABASE");
                assertThat(header(letter, "pipeline-error-message")).matches("(?s)ERROR: " + bad.error() + ".*");
            });
        }
        List<Integer> good = IntStream.rangeClosed(1, ORDERS)
                .filter(id -> rejected.stream().noneMatch(bad -> bad.order() == id))
                .boxed()
                .toList();
        assertThat(writtenOrders()).isEqualTo(good);
        assertThat(STACK.kafka().readAll(workspace.topic("reports"))).hasSize(good.size());
        // One batch of 128: seven bisections for one rejected record, some of them shared.
        assertThat(transactions()).isLessThan(1 + rejected.size() * 2 * 7);
    }

    @Test
    void rejectedRecordIsFoundByBisection() {
        countTransactions();
        jdbc.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'not this one'; END $$");
        jdbc.execute("CREATE TRIGGER refuse BEFORE INSERT ON dds.h_order FOR EACH ROW WHEN (new.order_id = 77)"
                + " EXECUTE FUNCTION refuse()");
        send(orders());

        runUntilDrained();

        assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq")))
                .singleElement()
                .satisfies(letter ->
                        assertThat(header(letter, "pipeline-error-message")).startsWith("ERROR: not this one"));
        assertThat(writtenOrders()).hasSize(ORDERS - 1).doesNotContain(77);
        assertThat(transactions()).isEqualTo(1 + 2 * 7);
    }

    @Test
    void constraintViolationIsAnErrorAndRetried() {
        jdbc.execute("ALTER TABLE dds.s_order_status ADD CONSTRAINT no_third CHECK (status <> 'THIRD')");
        send(List.of(
                TestOrder.of(1).enriched(),
                TestOrder.of(2).enriched(),
                TestOrder.of(3).withStatus("THIRD").enriched(),
                TestOrder.of(4).enriched()));

        try (RunningService service = start();
                CapturedLog log = new CapturedLog()) {
            eventually().until(() -> !log.linesOf(BatchLoop.class).isEmpty());
            assertThat(log.linesOf(BatchLoop.class)).extracting(Line::level).containsOnly("ERROR");
            assertThat(log.linesOf(BatchLoop.class).get(0).text())
                    .startsWith("Unexpected failure, manual action required;")
                    .contains("4 records from " + workspace.topic("enriched") + "-0@0 to ")
                    .contains("violates check constraint \"no_third\"");
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
            assertThat(service.get("/health/readiness").statusCode()).isEqualTo(503);
            assertThat(writtenOrders()).isEmpty();

            jdbc.execute("ALTER TABLE dds.s_order_status DROP CONSTRAINT no_third");
            eventually().until(() -> workspace.isDrained("enriched"));
        }
        assertThat(writtenOrders()).containsExactly(1, 2, 3, 4);
        assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq"))).isEmpty();
    }

    @Test
    void rowsDeletedByHandAreWrittenAgain() {
        try (RunningService service = start();
                CapturedLog log = new CapturedLog()) {
            send(List.of(TestOrder.of(1).enriched()));
            eventually().until(() -> workspace.isDrained("enriched"));
            jdbc.execute("TRUNCATE dds.h_user, dds.h_product, dds.h_restaurant, dds.h_category CASCADE");

            send(List.of(TestOrder.of(2).enriched()));
            eventually().until(() -> workspace.isDrained("enriched"));

            service.awaitReady();
            assertThat(log.linesOf(BatchLoop.class)).singleElement().satisfies(line -> {
                assertThat(line.level()).isEqualTo("WARN");
                assertThat(line.text()).contains("violates foreign key constraint");
            });
        }
        assertThat(jdbc.queryForList("SELECT user_id FROM dds.h_user", String.class))
                .containsExactly("u");
        assertThat(jdbc.queryForList("SELECT name FROM dds.s_product_names", String.class))
                .containsExactly("p");
        assertThat(STACK.kafka().readAll(workspace.topic("reports"))).hasSize(2);
        assertThat(STACK.kafka().readAll(workspace.topic("enriched.dlq"))).isEmpty();
    }

    /** Sequences are not rolled back: this one counts the transactions that reached the orders. */
    private void countTransactions() {
        jdbc.execute("CREATE SEQUENCE transactions");
        jdbc.execute("CREATE FUNCTION count_transaction() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM nextval('transactions'); RETURN NULL; END $$");
        jdbc.execute("CREATE TRIGGER count BEFORE INSERT ON dds.h_order EXECUTE FUNCTION count_transaction()");
    }

    private long transactions() {
        return jdbc.queryForObject("SELECT last_value FROM transactions", Long.class);
    }

    private List<Integer> writtenOrders() {
        return jdbc.queryForList("SELECT order_id FROM dds.h_order ORDER BY 1", Integer.class);
    }

    private static List<String> orders() {
        return new ArrayList<>(IntStream.rangeClosed(1, ORDERS)
                .mapToObj(id -> TestOrder.of(id).enriched())
                .toList());
    }

    /** Too long for an index, even compressed. */
    private static String longText() {
        return new Random(1)
                .ints(5_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Records that are sent before the service starts are one batch. */
    private void send(List<String> messages) {
        STACK.kafka().send(Records.of(workspace.topic("enriched"), messages.toArray(String[]::new)));
    }

    private void runUntilDrained() {
        RunningService service = start();
        try {
            eventually().until(() -> workspace.isDrained("enriched"));
        } finally {
            service.close();
        }
    }

    private RunningService start() {
        return RunningService.start(DdsApplication.class, workspace.variables("enriched", "reports"));
    }
}
