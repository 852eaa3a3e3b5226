package dev.orderpipeline.dds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.loop.BatchLoop;
import dev.orderpipeline.common.postgres.SchemaMigration;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.RunningService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What PostgreSQL refuses. The contract of the messages leaves no value that the tables as they are would refuse, so
 * each test first does to them what an administrator might do by hand.
 */
class RefusedRecordIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final int ORDERS = 128;

    /** @param words what the server says to the order, as a regular expression */
    private record Refused(int order, String message, String words) {}

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
    void refusedRecordsOfABatchAreDeadLettersWithTheServersWordsAndTheOthersAreWritten() {
        countTransactions();
        jdbc.execute("CREATE INDEX ON dds.s_product_names (name)");
        jdbc.execute("ALTER TABLE dds.h_user ALTER COLUMN user_id TYPE varchar(20)");
        jdbc.execute("ALTER TABLE dds.h_order ADD doubled int GENERATED ALWAYS AS (order_id::int * 2) STORED");
        jdbc.execute("ALTER TABLE dds.h_order ADD archived timestamp"
                + " GENERATED ALWAYS AS (order_dt + interval '287000 years') STORED");
        List<Refused> refused = List.of(
                new Refused(7, Orders.order(7, "u", "CLOSED", longText()), "index row size \\d+ exceeds btree .*"),
                new Refused(
                        40,
                        Orders.order(40, "u".repeat(21), "CLOSED", "p"),
                        "value too long for type character varying.20."),
                new Refused(41, Orders.order(2_000_000_000), "integer out of range"),
                new Refused(
                        42,
                        Orders.order(42).replace("2023-04-01 20:00:00", "9999-01-01 00:00:00"),
                        "timestamp out of range"));
        List<String> messages = orders();
        refused.forEach(bad -> messages.set(bad.order() - 1, bad.message()));
        send(messages);

        runUntilDrained();

        List<ConsumerRecord<byte[], byte[]>> letters = STACK.kafka().readAll(workspace.topic("enriched.dlq"));
        assertThat(letters).hasSize(refused.size());
        for (Refused bad : refused) {
            assertThat(letters).anySatisfy(letter -> {
                assertThat(letter.value()).asString(UTF_8).isEqualTo(bad.message());
                assertThat(header(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_DATABASE");
                assertThat(header(letter, "pipeline-error-message")).matches("(?s)ERROR: " + bad.words() + ".*");
            });
        }
        List<Integer> good = IntStream.rangeClosed(1, ORDERS)
                .filter(id -> refused.stream().noneMatch(bad -> bad.order() == id))
                .boxed()
                .toList();
        assertThat(writtenOrders()).isEqualTo(good);
        assertThat(STACK.kafka().readAll(workspace.topic("reports"))).hasSize(good.size());
        // One batch of 128: seven times cut in half for one bad record, and some of the cuts are shared.
        assertThat(transactions()).isLessThan(1 + refused.size() * 2 * 7);
    }

    @Test
    void oneRefusedRecordIsFoundInTwoTransactionsForEachHalving() {
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
    void brokenConstraintIsWaitedForAndSaidLoudlyAndNothingIsSkipped() {
        jdbc.execute("ALTER TABLE dds.s_order_status ADD CONSTRAINT no_third CHECK (status <> 'THIRD')");
        send(List.of(Orders.order(1), Orders.order(2), Orders.order(3, "u", "THIRD", "p"), Orders.order(4)));

        try (RunningService service = start();
                CapturedLog log = new CapturedLog()) {
            eventually().until(() -> !log.linesOf(BatchLoop.class).isEmpty());
            assertThat(log.linesOf(BatchLoop.class)).extracting(Line::level).containsOnly("ERROR");
            assertThat(log.linesOf(BatchLoop.class).get(0).text())
                    .startsWith("This should not happen, and won't pass by itself.")
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
    void whatTheVaultHasLostBehindTheServicesBackIsWrittenAgain() {
        try (RunningService service = start();
                CapturedLog log = new CapturedLog()) {
            send(List.of(Orders.order(1)));
            eventually().until(() -> workspace.isDrained("enriched"));
            jdbc.execute("TRUNCATE dds.h_user, dds.h_product, dds.h_restaurant, dds.h_category CASCADE");

            send(List.of(Orders.order(2)));
            eventually().until(() -> workspace.isDrained("enriched"));

            eventually().until(() -> service.get("/health/readiness").statusCode() == 200);
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

    /** Sequences are not rolled back: this one counts the transactions that got as far as the orders. */
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
        return new ArrayList<>(
                IntStream.rangeClosed(1, ORDERS).mapToObj(Orders::order).toList());
    }

    /** Too long for an index, even compressed. */
    private static String longText() {
        return new Random(1)
                .ints(5_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** What is there before the service starts is one batch. */
    private void send(List<String> messages) {
        STACK.kafka()
                .send(messages.stream()
                        .map(message -> new ProducerRecord<byte[], byte[]>(
                                workspace.topic("enriched"), message.getBytes(UTF_8)))
                        .toList());
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

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20));
    }
}
