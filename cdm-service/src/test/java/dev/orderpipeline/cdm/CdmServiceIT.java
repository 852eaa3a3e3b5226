package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.key;
import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;
import static dev.orderpipeline.testing.Records.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.ServiceExtension;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on real servers: messages consumed, rows in the marts, messages produced. */
class CdmServiceIT {

    private static final int USER = 1;
    private static final int OTHER_USER = 2;
    private static final String SOUP = product(11, "Soup", 21);
    private static final String STEW = product(12, "Stew", 21);
    private static final String CAKE = product(13, "Cake", 22);

    private static final long SOURCE_TIMESTAMP = 1_681_000_000_000L;

    @RegisterExtension
    private static final ServiceExtension SERVICE = new ServiceExtension(CdmApplication.class, "reports", "counters");

    @AfterEach
    void truncateTables() {
        execute("TRUNCATE cdm.order_ledger, cdm.order_former_counters, cdm.user_product_counters,"
                + " cdm.user_category_counters, cdm.counter_other_names");
    }

    @Test
    void closedOrdersCountByProductAndOncePerCategory() {
        send(
                report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, STEW, CAKE),
                report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP),
                report(103, USER, "CANCELLED", "2023-04-01 10:00:00", SOUP),
                report(104, USER, "CLOSED", "2023-04-01 10:00:00"),
                report(105, OTHER_USER, "CLOSED", "2023-04-01 10:00:00", SOUP));

        assertProducts(
                row(USER, 11, "Soup", 2),
                row(USER, 12, "Stew", 1),
                row(USER, 13, "Cake", 1),
                row(OTHER_USER, 11, "Soup", 1));
        assertCategories(
                row(USER, 21, "category 21", 2),
                row(USER, 22, "category 22", 1),
                row(OTHER_USER, 21, "category 21", 1));
        assertTopicEqualsMarts();
    }

    @Test
    void duplicateCountsOnce() {
        String closed = report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP);
        send(closed, closed);
        send(closed);

        assertProducts(row(USER, 11, "Soup", 1));
        assertCategories(row(USER, 21, "category 21", 1));
    }

    @Test
    void cancelledOrderIsSubtracted() {
        send(
                report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, CAKE),
                report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        send(report(101, USER, "CANCELLED", "2023-04-01 11:00:00", SOUP, CAKE));

        assertProducts(row(USER, 11, "Soup", 1));
        assertCategories(row(USER, 21, "category 21", 1));
        assertThat(lastValues())
                .containsEntry("user_product_counter:" + key(USER) + ":" + key(13), 0)
                .containsEntry("user_category_counter:" + key(USER) + ":" + key(22), 0);
        assertTopicEqualsMarts();
    }

    @Test
    void lateOldVersionChangesNothing() {
        send(report(101, USER, "CANCELLED", "2023-04-01 11:00:00", SOUP));
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, CAKE));

        assertProducts();
        assertCategories();
    }

    @Test
    void onEqualStampsTheVersionSentLaterCounts() {
        String closed = report(101, USER, "CLOSED", "2023-04-01 11:00:00", SOUP);
        String cancelledLater = report(101, USER, "CANCELLED", "2023-04-01 11:00:00", SOUP)
                .replace("2023-04-08 20:27:36", "2023-04-08 20:27:36.5");
        send(cancelledLater, closed);

        assertProducts();
    }

    @Test
    void newItemsMoveTheOrderToOtherCounters() {
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, CAKE));
        send(report(101, USER, "CLOSED", "2023-04-01 11:00:00", STEW));

        assertProducts(row(USER, 12, "Stew", 1));
        assertCategories(row(USER, 21, "category 21", 1));
        assertTopicEqualsMarts();
    }

    @Test
    void newUserMovesTheOrderToTheirCounters() {
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        send(report(101, OTHER_USER, "CLOSED", "2023-04-01 11:00:00", SOUP));

        assertProducts(row(OTHER_USER, 11, "Soup", 1));
        assertTopicEqualsMarts();
    }

    @Test
    void nameIsOfTheNewestMenuThenTheLargerText() {
        send(
                reportFromMenu(
                        101, USER, "CLOSED", "2023-04-01 10:00:00", "2023-08-02 00:00:00", product(11, "Borscht", 21)),
                reportFromMenu(
                        102, USER, "CLOSED", "2023-04-01 10:00:00", "2023-08-01 00:00:00", product(11, "Zuppa", 21)),
                reportFromMenu(
                        103, USER, "CLOSED", "2023-04-01 10:00:00", "2023-08-02 00:00:00", product(11, "Soup", 21)));

        assertProducts(row(USER, 11, "Soup", 3));
    }

    @Test
    void nameRevertsWhenItsOrderIsSubtracted() {
        send(
                reportFromMenu(
                        101, USER, "CLOSED", "2023-04-01 10:00:00", "2023-08-01 00:00:00", product(11, "Old", 21)),
                reportFromMenu(
                        102, USER, "CLOSED", "2023-04-01 10:00:00", "2023-08-02 00:00:00", product(11, "New", 21)));
        assertProducts(row(USER, 11, "New", 2));

        send(reportFromMenu(
                102, USER, "CANCELLED", "2023-04-01 11:00:00", "2023-08-02 00:00:00", product(11, "New", 21)));
        assertProducts(row(USER, 11, "Old", 1));
        assertTopicEqualsMarts();
    }

    @Test
    void unchangedCounterIsProducedForEveryMessage() {
        String closed = report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP);
        send(closed);
        int sentBefore = SERVICE.produced().size();
        send(closed);

        assertThat(SERVICE.produced()).hasSize(2 * sentBefore);
    }

    @Test
    void messageHasAbsoluteValueAndSourceTimestamp() {
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));

        ConsumerRecord<byte[], byte[]> message = SERVICE.produced().get(0);
        JsonNode json = JsonMapper.shared().readTree(message.value());
        assertThat(message.key()).asString(UTF_8).isEqualTo("user_product_counter:" + key(USER) + ":" + key(11));
        assertThat(json.path("object_id").asString()).isEqualTo(key(USER) + ":" + key(11));
        assertThat(json.path("object_type").asString()).isEqualTo("user_product_counter");
        assertThat(json.path("sent_dttm").asString())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");
        assertThat(json.path("payload").toString())
                .isEqualTo("{\"user_id\":\"%s\",\"product_id\":\"%s\",\"product_name\":\"Soup\",\"order_cnt\":1}"
                        .formatted(key(USER), key(11)));
        assertThat(header(message, "pipeline-source-timestamp")).isEqualTo(Long.toString(SOURCE_TIMESTAMP));
    }

    @Test
    void invalidReportIsDeadLetterOthersCount() {
        send(
                report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP.replace(key(11), "11")),
                report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));

        assertProducts(row(USER, 11, "Soup", 1));
        assertThat(SERVICE.deadLetters())
                .extracting(letter -> header(letter, "pipeline-error-message"))
                .containsExactly("payload.products[0].id must be a UUID in lower case, was \"11\"");
    }

    @Test
    void reportRejectedByDatabaseIsDeadLetterOthersCount() {
        execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'not this one'; END $$");
        execute("CREATE TRIGGER refuse BEFORE INSERT ON cdm.order_ledger FOR EACH ROW WHEN (new.order_id = '" + key(103)
                + "') EXECUTE FUNCTION refuse()");
        String refused = report(103, USER, "CLOSED", "2023-04-01 10:00:00", SOUP);
        send(
                report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP),
                refused,
                report(104, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        execute("DROP FUNCTION refuse() CASCADE");

        assertProducts(row(USER, 11, "Soup", 2));
        assertTopicEqualsMarts();
        assertThat(SERVICE.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).asString(UTF_8).isEqualTo(refused);
            assertThat(header(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_DATABASE");
        });
    }

    @Test
    void reportRejectedByDatabaseCountsWhenRedriven() {
        Instant begin = Instant.now();
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        execute("ALTER TABLE cdm.user_product_counters ALTER product_name TYPE varchar(4)");
        send(report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, product(14, "Goulash", 21)));
        assertProducts(row(USER, 11, "Soup", 1));

        execute("ALTER TABLE cdm.user_product_counters ALTER product_name TYPE text");
        CommandRun redriven = CommandRun.of(
                DeadLettersCommand::execute,
                CdmApplication.class,
                SERVICE.variables(),
                "redrive",
                "--from",
                begin.toString());

        assertThat(redriven.out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertProducts(row(USER, 11, "Soup", 2), row(USER, 14, "Goulash", 1));
        assertCategories(row(USER, 21, "category 21", 2));
        assertTopicEqualsMarts();
    }

    private static void send(String... values) {
        SERVICE.sendWithSourceTimestamp(SOURCE_TIMESTAMP, values);
    }

    private static void execute(String sql) {
        SERVICE.workspace().execute(sql);
    }

    private void assertProducts(String... rows) {
        assertThat(SERVICE.workspace()
                        .query("SELECT user_id, product_id, product_name, order_cnt FROM cdm.user_product_counters"))
                .extracting(row -> String.join(" ", row))
                .containsExactlyInAnyOrder(rows);
    }

    private void assertCategories(String... rows) {
        assertThat(SERVICE.workspace()
                        .query("SELECT user_id, category_id, category_name, order_cnt FROM cdm.user_category_counters"))
                .extracting(row -> String.join(" ", row))
                .containsExactlyInAnyOrder(rows);
    }

    /** The newest values per record key are those of the marts. */
    private void assertTopicEqualsMarts() {
        Map<String, Integer> marts = new TreeMap<>();
        SERVICE.workspace()
                .query("SELECT 'user_product_counter:' || user_id || ':' || product_id, order_cnt"
                        + " FROM cdm.user_product_counters UNION ALL"
                        + " SELECT 'user_category_counter:' || user_id || ':' || category_id, order_cnt"
                        + " FROM cdm.user_category_counters")
                .forEach(row -> marts.put(row.get(0), Integer.valueOf(row.get(1))));
        Map<String, Integer> topic = lastValues();
        topic.values().removeIf(count -> count == 0);
        assertThat(topic).isEqualTo(marts);
    }

    private Map<String, Integer> lastValues() {
        Map<String, Integer> values = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : SERVICE.produced()) {
            JsonNode payload = JsonMapper.shared().readTree(record.value()).path("payload");
            values.put(
                    new String(record.key(), UTF_8), payload.path("order_cnt").asInt());
        }
        return values;
    }

    private static String row(int user, int counted, String name, int orders) {
        return String.join(" ", key(user), key(counted), name, Integer.toString(orders));
    }
}
