package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.key;
import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.LeastRights;
import dev.orderpipeline.testing.RunningService;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service against real servers: what goes in, what stands in the marts, what comes out. */
class CdmServiceIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final int USER = 1;
    private static final int OTHER_USER = 2;
    private static final String SOUP = product(11, "Soup", 21);
    private static final String STEW = product(12, "Stew", 21);
    private static final String CAKE = product(13, "Cake", 22);

    private static Workspace workspace;
    private static Map<String, String> variables;
    private static RunningService service;

    private int countersBefore;
    private int lettersBefore;

    @BeforeAll
    static void startService() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("reports", 1);
        variables = workspace.variables("reports", "counters");
        service = LeastRights.start(CdmApplication.class, workspace, variables);
    }

    @AfterAll
    static void stopService() {
        service.close();
        workspace.close();
    }

    @BeforeEach
    void rememberWhatIsThere() {
        countersBefore = readAll("counters").size();
        lettersBefore = readAll("reports.dlq").size();
    }

    @AfterEach
    void emptyTheTables() {
        new JdbcTemplate(STACK.postgres().dataSource(workspace.database()))
                .execute("TRUNCATE cdm.order_ledger, cdm.order_former_counters, cdm.user_product_counters,"
                        + " cdm.user_category_counters, cdm.counter_other_names");
    }

    @Test
    void countsClosedOrdersByProductAndOncePerCategory() {
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
    void aDuplicateCountsOnce() {
        String closed = report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP);
        send(closed, closed);
        send(closed);

        assertProducts(row(USER, 11, "Soup", 1));
        assertCategories(row(USER, 21, "category 21", 1));
    }

    @Test
    void aCancellationAfterClosingIsTakenBack() {
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
    void aLateOldVersionChangesNothing() {
        send(report(101, USER, "CANCELLED", "2023-04-01 11:00:00", SOUP));
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, CAKE));

        assertProducts();
        assertCategories();
    }

    @Test
    void ofVersionsWithOneStampTheOneSentLaterCounts() {
        String closed = report(101, USER, "CLOSED", "2023-04-01 11:00:00", SOUP);
        String cancelledLater = report(101, USER, "CANCELLED", "2023-04-01 11:00:00", SOUP)
                .replace("2023-04-08 20:27:36", "2023-04-08 20:27:36.5");
        send(cancelledLater, closed);

        assertProducts();
    }

    @Test
    void otherItemsInALaterVersionMoveTheOrderToOtherCounters() {
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, CAKE));
        send(report(101, USER, "CLOSED", "2023-04-01 11:00:00", STEW));

        assertProducts(row(USER, 12, "Stew", 1));
        assertCategories(row(USER, 21, "category 21", 1));
        assertTopicEqualsMarts();
    }

    @Test
    void anotherUserInALaterVersionMovesTheOrderToThatUser() {
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        send(report(101, OTHER_USER, "CLOSED", "2023-04-01 11:00:00", SOUP));

        assertProducts(row(OTHER_USER, 11, "Soup", 1));
        assertTopicEqualsMarts();
    }

    @Test
    void theNameIsTheOneOfTheNewestMenuAndOfEqualStampsTheLargerText() {
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
    void theNameGoesBackWhenTheOrderThatBroughtItDoesNotCountAnyMore() {
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
    void anUnchangedCounterIsSentAgainForEveryMessageThatNamesIt() {
        String closed = report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP);
        send(closed);
        int sentBefore = counters().size();
        send(closed);

        assertThat(counters()).hasSize(2 * sentBefore);
    }

    @Test
    void aCounterMessageHasTheAbsoluteValueAndTheSourceTimestamp() {
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));

        ConsumerRecord<byte[], byte[]> message = counters().get(0);
        JsonNode json = JsonMapper.shared().readTree(message.value());
        assertThat(message.key()).asString(UTF_8).isEqualTo("user_product_counter:" + key(USER) + ":" + key(11));
        assertThat(json.path("object_id").asString()).isEqualTo(key(USER) + ":" + key(11));
        assertThat(json.path("object_type").asString()).isEqualTo("user_product_counter");
        assertThat(json.path("sent_dttm").asString())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");
        assertThat(json.path("payload").toString())
                .isEqualTo("{\"user_id\":\"%s\",\"product_id\":\"%s\",\"product_name\":\"Soup\",\"order_cnt\":1}"
                        .formatted(key(USER), key(11)));
        assertThat(new String(
                        message.headers()
                                .lastHeader("pipeline-source-timestamp")
                                .value(),
                        UTF_8))
                .isEqualTo("1681000000000");
    }

    @Test
    void whatIsNoOrderReportBecomesADeadLetterAndTheRestGoesOn() {
        send(
                report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP.replace(key(11), "11")),
                report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));

        assertProducts(row(USER, 11, "Soup", 1));
        assertThat(readAll("reports.dlq").stream().skip(lettersBefore))
                .extracting(letter -> new String(
                        letter.headers().lastHeader("pipeline-error-message").value(), UTF_8))
                .containsExactly("payload.products[0].id must be a UUID in lower case, was \"11\"");
    }

    @Test
    void aReportThatPostgresRefusesBecomesADeadLetterAndTheRestOfTheBatchCounts() {
        workspace.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'not this one'; END $$");
        workspace.execute("CREATE TRIGGER refuse BEFORE INSERT ON cdm.order_ledger FOR EACH ROW WHEN (new.order_id = '"
                + key(103) + "') EXECUTE FUNCTION refuse()");
        String refused = report(103, USER, "CLOSED", "2023-04-01 10:00:00", SOUP);
        send(
                report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP),
                refused,
                report(104, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        workspace.execute("DROP FUNCTION refuse() CASCADE");

        assertProducts(row(USER, 11, "Soup", 2));
        assertTopicEqualsMarts();
        assertThat(readAll("reports.dlq").stream().skip(lettersBefore))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.value()).asString(UTF_8).isEqualTo(refused);
                    assertThat(letter.headers()
                                    .lastHeader("pipeline-error-code")
                                    .value())
                            .asString(UTF_8)
                            .isEqualTo("REJECTED_BY_DATABASE");
                });
    }

    @Test
    void aReportThatTheDatabaseRefusedCountsOnceItIsRedriven() {
        Instant begin = Instant.now();
        send(report(101, USER, "CLOSED", "2023-04-01 10:00:00", SOUP));
        workspace.execute("ALTER TABLE cdm.user_product_counters ALTER product_name TYPE varchar(4)");
        send(report(102, USER, "CLOSED", "2023-04-01 10:00:00", SOUP, product(14, "Goulash", 21)));
        assertProducts(row(USER, 11, "Soup", 1));

        workspace.execute("ALTER TABLE cdm.user_product_counters ALTER product_name TYPE text");
        CommandRun redriven = CommandRun.of(
                DeadLettersCommand::execute, CdmApplication.class, variables, "redrive", "--from", begin.toString());

        assertThat(redriven.out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertProducts(row(USER, 11, "Soup", 2), row(USER, 14, "Goulash", 1));
        assertCategories(row(USER, 21, "category 21", 2));
        assertTopicEqualsMarts();
    }

    private void send(String... values) {
        STACK.kafka()
                .send(Arrays.stream(values)
                        .map(value -> {
                            ProducerRecord<byte[], byte[]> record =
                                    new ProducerRecord<>(workspace.topic("reports"), null, value.getBytes(UTF_8));
                            record.headers().add("pipeline-source-timestamp", "1681000000000".getBytes(UTF_8));
                            return record;
                        })
                        .toList());
        await().atMost(Duration.ofMinutes(3)).until(() -> workspace.isDrained("reports"));
    }

    /** What was sent since the test began. */
    private List<ConsumerRecord<byte[], byte[]>> counters() {
        return readAll("counters").stream().skip(countersBefore).toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return STACK.kafka().readAll(workspace.topic(topic));
    }

    private void assertProducts(String... rows) {
        assertThat(workspace.query(
                        "SELECT user_id, product_id, product_name, order_cnt FROM cdm.user_product_counters"))
                .extracting(row -> String.join(" ", row))
                .containsExactlyInAnyOrder(rows);
    }

    private void assertCategories(String... rows) {
        assertThat(workspace.query(
                        "SELECT user_id, category_id, category_name, order_cnt FROM cdm.user_category_counters"))
                .extracting(row -> String.join(" ", row))
                .containsExactlyInAnyOrder(rows);
    }

    /** What a listener knows who keeps the newest value per key. */
    private void assertTopicEqualsMarts() {
        Map<String, Integer> marts = new TreeMap<>();
        workspace
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
        for (ConsumerRecord<byte[], byte[]> record : counters()) {
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
