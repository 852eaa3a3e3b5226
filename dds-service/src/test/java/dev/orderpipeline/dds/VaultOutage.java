package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.OutageFixture;
import dev.orderpipeline.testing.OutageLog;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.JdbcTemplate;

/** DDS on a PostgreSQL that a test may stop, the orders sent to it, and their expected results. */
final class VaultOutage implements AutoCloseable {

    private static final int ORDERS_AT_ONCE = 5;

    private static final String KAFKA_CLIENTS = "apache\\.kafka|o\\.a\\.k\\.";

    private final OutageFixture fixture =
            new OutageFixture(SharedStack.get(), DdsApplication.class, "enriched", "reports");
    private int sent;

    /** @param postgres the variables of PostgreSQL, which need not run yet */
    VaultOutage(Map<String, String> postgres) {
        fixture.createTopics(1);
        fixture.variables().putAll(postgres);
        fixture.startService();
    }

    void sendOrders() {
        int first = sent + 1;
        sent += ORDERS_AT_ONCE;
        fixture.send(IntStream.rangeClosed(first, sent)
                .mapToObj(id -> TestOrder.of(id).enriched())
                .toList());
    }

    /**
     * Sends orders to a service whose database is in an outage: it retries, with a line for each attempt, and offsets are
     * not committed.
     *
     * @param records the records in the line, a regular expression
     * @param reason a regular expression
     */
    void assertRetriesOrders(CapturedOutput output, String records, String reason) {
        OutageLog log = logFromNow(output);
        sendOrders();
        assertRetries(log, records, reason);
    }

    /** The same for orders that were sent after the beginning of the log. */
    void assertRetries(OutageLog log, String records, String reason) {
        log.assertOneLinePerAttempt(reason);
        log.assertPausesGrow(records + ": .*(" + reason + ").*");
        fixture.awaitRetrying(reason);
        assertThat(fixture.workspace().isDrained("enriched")).isFalse();
    }

    static OutageLog logFromNow(CapturedOutput output) {
        return OutageLog.fromNow(output, KAFKA_CLIENTS);
    }

    /** The records of a batch of orders in a line of the log, a regular expression. */
    String batch() {
        return OutageLog.batchOf(fixture.workspace().topic("enriched"));
    }

    /** Every order is in the vault and was reported once; there is no dead letter. */
    void assertRecovered(DataSource dataSource) {
        fixture.awaitDrained();
        fixture.service().awaitReady();
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        List<String> keys = IntStream.rangeClosed(1, sent)
                .mapToObj(id -> new HashKeys().of(Integer.toString(id)).toString())
                .toList();
        assertThat(jdbc.queryForList("SELECT h_order_pk::text FROM dds.h_order", String.class))
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(jdbc.queryForList("SELECT h_order_pk::text FROM dds.s_order_status", String.class))
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(fixture.produced())
                .extracting(report -> Records.value(report).replaceFirst(".*?\"object_id\":\"(.*?)\".*", "$1"))
                .containsExactlyElementsOf(keys);
        assertThat(fixture.deadLetters()).isEmpty();
    }

    @Override
    public void close() {
        fixture.close();
    }
}
