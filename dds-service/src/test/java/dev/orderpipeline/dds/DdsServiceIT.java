package dev.orderpipeline.dds;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service against real servers: what goes in, what stands in the vault, what comes out. */
class DdsServiceIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final String OF_ORDER = "h_order_pk = md5('%d')::uuid";

    private static Workspace workspace;
    private static Map<String, String> variables;
    private static RunningService service;

    private int reportsBefore;
    private int lettersBefore;

    /** The service knows what stands in the vault, so nothing is deleted: every test has orders of its own. */
    @BeforeAll
    static void startService() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("enriched", 1);
        variables = workspace.variables("enriched", "reports");
        service = LeastRights.start(DdsApplication.class, workspace, variables);
    }

    @AfterAll
    static void stopService() {
        service.close();
        workspace.close();
    }

    @BeforeEach
    void rememberWhatIsThere() {
        reportsBefore = readAll("reports").size();
        lettersBefore = readAll("enriched.dlq").size();
    }

    @Test
    void anOrderFillsEveryTableWithKeysThatSqlCanCompute() {
        send(order("1371198", "2023-04-01 20:45:43.5", "CLOSED", product("aeca4d08", "Рис", "175.5", 5, "Гарниры")));

        assertRow("h_user WHERE h_user_pk = md5('u|1')::uuid AND user_id = 'u|1'");
        assertRow("h_product WHERE h_product_pk = md5('aeca4d08')::uuid AND product_id = 'aeca4d08'");
        assertRow("h_category WHERE h_category_pk = md5('Гарниры')::uuid AND category_name = 'Гарниры'");
        assertRow("h_restaurant WHERE h_restaurant_pk = md5('r1')::uuid AND restaurant_id = 'r1'");
        assertRow("h_order WHERE h_order_pk = md5('1371198')::uuid AND order_id = 1371198"
                + " AND order_dt = '2023-04-01 20:00:00'");

        assertRow("l_order_product WHERE hk_order_product_pk = md5('1371198||aeca4d08')::uuid"
                + " AND h_order_pk = md5('1371198')::uuid AND h_product_pk = md5('aeca4d08')::uuid");
        assertRow("l_product_restaurant WHERE hk_product_restaurant_pk = md5('aeca4d08||r1')::uuid"
                + " AND h_product_pk = md5('aeca4d08')::uuid AND h_restaurant_pk = md5('r1')::uuid");
        assertRow("l_product_category WHERE hk_product_category_pk = md5('aeca4d08||Гарниры')::uuid"
                + " AND h_product_pk = md5('aeca4d08')::uuid AND h_category_pk = md5('Гарниры')::uuid");
        assertRow("l_order_user WHERE hk_order_user_pk = md5('1371198||u\\|1')::uuid"
                + " AND h_order_pk = md5('1371198')::uuid AND h_user_pk = md5('u|1')::uuid");

        assertRow("s_user_names WHERE h_user_pk = md5('u|1')::uuid AND username = 'Иван' AND userlogin = 'iv\\an'"
                + " AND hashdiff = md5('Иван||iv\\\\an')::uuid"
                + " AND hk_user_names_pk = md5('u\\|1||' || effective_from::text || '||Иван||iv\\\\an')::uuid"
                + " AND effective_from = '2023-08-11 16:45:00'");
        assertRow("s_product_names WHERE h_product_pk = md5('aeca4d08')::uuid AND name = 'Рис'"
                + " AND hashdiff = md5('Рис')::uuid"
                + " AND hk_product_names_pk = md5('aeca4d08||' || effective_from::text || '||Рис')::uuid"
                + " AND effective_from = '2023-08-11 16:50:44'");
        assertRow("s_restaurant_names WHERE h_restaurant_pk = md5('r1')::uuid AND name = 'Вкус'"
                + " AND hashdiff = md5('Вкус')::uuid"
                + " AND hk_restaurant_names_pk = md5('r1||' || effective_from::text || '||Вкус')::uuid"
                + " AND effective_from = '2023-08-11 16:50:44'");
        assertRow("s_order_cost WHERE h_order_pk = md5('1371198')::uuid AND cost = 875.5 AND payment = 800"
                + " AND hashdiff = md5(cost::text || '||' || payment::text)::uuid"
                + " AND hk_order_cost_pk = md5('1371198||2023-04-01 20:45:43.5||875.50000||800.00000')::uuid"
                + " AND effective_from = '2023-04-01 20:45:43.5'");
        assertRow("s_order_status WHERE h_order_pk = md5('1371198')::uuid AND status = 'CLOSED'"
                + " AND hashdiff = md5('CLOSED')::uuid"
                + " AND hk_order_status_pk = md5('1371198||2023-04-01 20:45:43.5||CLOSED')::uuid"
                + " AND effective_from = '2023-04-01 20:45:43.5'");
        assertRow("s_order_product WHERE hk_order_product_pk = md5('1371198||aeca4d08')::uuid"
                + " AND quantity = 5 AND price = 175.5 AND hashdiff = md5('5||175.50000')::uuid"
                + " AND hk_order_product_line_pk"
                + " = md5('1371198||aeca4d08||2023-04-01 20:45:43.5||5||175.50000')::uuid"
                + " AND effective_from = '2023-04-01 20:45:43.5'");
        assertThat(workspace.query("SELECT DISTINCT load_src FROM dds.s_order_product"))
                .containsExactly(List.of(workspace.topic("enriched")));
    }

    @Test
    void everyMessageIsReportedWithHubKeys() {
        String message = order("1371198", "2023-04-01 20:45:43", "CLOSED", product("p", "Рис", "1", 5, "Гарниры"));
        send(message, message);

        List<ConsumerRecord<byte[], byte[]>> reports =
                readAll("reports").stream().skip(reportsBefore).toList();
        assertThat(reports).hasSize(2);
        String userKey = workspace.query("SELECT md5('u|1')::uuid").get(0).get(0);
        assertThat(reports.get(0).key()).asString(UTF_8).isEqualTo(userKey);
        assertThat(reports.get(0).value()).asString(UTF_8).isEqualTo("""
                        {"object_id":"7b345b0f-82ae-835a-f083-550bf7caaa95","object_type":"order_report",\
                        "sent_dttm":"2023-04-08 20:27:36","payload":{"id":"7b345b0f-82ae-835a-f083-550bf7caaa95",\
                        "order_dt":"2023-04-01 20:00:00","status":"CLOSED","update_ts":"2023-04-01 20:45:43",\
                        "restaurant":{"id":"%s","name":"Вкус","update_ts":"2023-08-11 16:50:44"},\
                        "user":{"id":"%s","username":"Иван"},\
                        "products":[{"id":"%s","name":"Рис","category":{"id":"%s","name":"Гарниры"}}]}}""".formatted(
                        new HashKeys().of("r1"), userKey, new HashKeys().of("p"), new HashKeys().of("Гарниры")));
        assertThat(new String(
                        reports.get(0)
                                .headers()
                                .lastHeader("pipeline-source-timestamp")
                                .value(),
                        UTF_8))
                .isEqualTo("1681000000000");
    }

    @Test
    void versionsThatGoBackAndForthAreAllKeptAndTheNewestIsCurrent() {
        send(
                order("11", "2023-04-01 12:00:00", "COOKING"),
                order("11", "2023-04-01 14:00:00", "COOKING"),
                order("11", "2023-04-01 13:00:00", "DELIVERING"),
                order("11", "2023-04-01 13:00:00", "DELIVERING"));

        assertThat(workspace.query("SELECT status FROM dds.s_order_status WHERE " + OF_ORDER.formatted(11)
                        + " ORDER BY effective_from"))
                .containsExactly(List.of("COOKING"), List.of("DELIVERING"), List.of("COOKING"));
        assertThat(workspace.query("SELECT status, effective_from FROM dds.s_order_status_current WHERE "
                        + OF_ORDER.formatted(11)))
                .containsExactly(List.of("COOKING", "2023-04-01 14:00:00"));
    }

    @Test
    void ofTwoVersionsWithOneStampBothAreKeptAndTheLargerHashdiffIsCurrent() {
        String ofOrder = OF_ORDER.formatted(12);
        send(order("12", "2023-04-01 12:00:00", "CLOSED"), order("12", "2023-04-01 12:00:00", "CANCELLED"));

        assertThat(workspace.query("SELECT count(*) FROM dds.s_order_status WHERE " + ofOrder))
                .containsExactly(List.of("2"));
        assertThat(workspace.query("SELECT hashdiff FROM dds.s_order_status_current WHERE " + ofOrder))
                .isEqualTo(workspace.query("SELECT max(hashdiff::text) FROM dds.s_order_status WHERE " + ofOrder));
    }

    @Test
    void theOrdersDateIsTheSmallestOfAllVersions() {
        String late = order("13", "2023-04-01 12:00:00", "OPEN").replace("20:00:00", "22:00:00");
        String early = order("13", "2023-04-01 13:00:00", "OPEN").replace("20:00:00", "19:00:00");
        send(late);
        send(early, late);

        assertThat(workspace.query("SELECT order_dt FROM dds.h_order WHERE " + OF_ORDER.formatted(13)))
                .containsExactly(List.of("2023-04-01 19:00:00"));
    }

    @Test
    void everySatelliteHasACurrentView() {
        send(
                order("14", "2023-04-01 12:00:00", "OPEN", product("14p", "Рис", "1", 5, "Гарниры")),
                order("14", "2023-04-01 13:00:00", "CLOSED", product("14p", "Рис", "2", 5, "Гарниры")));

        List<List<String>> views = workspace.query(
                "SELECT count(*) FROM pg_views WHERE schemaname = 'dds' AND viewname LIKE 's\\_%\\_current'");
        assertThat(views).containsExactly(List.of("6"));
        assertRow("s_user_names_current WHERE h_user_pk = md5('u|1')::uuid");
        assertRow("s_product_names_current WHERE h_product_pk = md5('14p')::uuid");
        assertRow("s_restaurant_names_current WHERE h_restaurant_pk = md5('r1')::uuid");
        assertRow("s_order_cost_current WHERE " + OF_ORDER.formatted(14));
        assertRow("s_order_status_current WHERE " + OF_ORDER.formatted(14));
        assertRow("s_order_product_current WHERE hk_order_product_pk = md5('14||14p')::uuid");
    }

    @Test
    void whatIsNoEnrichedOrderBecomesADeadLetterAndTheRestGoesOn() {
        send(
                "{}",
                order("15", "2023-04-01 12:00:00", "OPEN").replace("\"user_login\"", "\"login\""),
                order("16", "2023-04-01 12:00:00", "OPEN"));

        assertThat(workspace.query("SELECT order_id FROM dds.h_order WHERE order_id IN (15, 16)"))
                .containsExactly(List.of("16"));
        assertThat(readAll("enriched.dlq").stream().skip(lettersBefore))
                .extracting(letter -> new String(
                        letter.headers().lastHeader("pipeline-error-message").value(), UTF_8))
                .containsExactlyInAnyOrder("object_type is missing", "payload.user.user_login is missing");
    }

    @Test
    void anOrderThatTheDatabaseRefusedIsInTheVaultOnceItIsRedriven() {
        workspace.execute("ALTER TABLE dds.h_order ALTER order_id TYPE int");
        send(order("3000000017", "2023-04-01 12:00:00", "OPEN", product("17p", "Рис", "1", 5, "Гарниры")));
        assertThat(workspace.query("SELECT order_id FROM dds.h_order WHERE order_id = 3000000017"))
                .isEmpty();

        workspace.execute("ALTER TABLE dds.h_order ALTER order_id TYPE bigint");
        CommandRun redriven = CommandRun.of(
                DeadLettersCommand::execute,
                DdsApplication.class,
                variables,
                "redrive",
                "--code",
                "REJECTED_BY_DATABASE");

        assertThat(redriven.out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertThat(workspace.query("SELECT load_src FROM dds.h_order WHERE order_id = 3000000017"))
                .containsExactly(List.of(workspace.topic("enriched")));
        assertRow("h_product WHERE product_id = '17p'");
        assertThat(readAll("reports").stream().skip(reportsBefore))
                .singleElement()
                .satisfies(report -> assertThat(report.headers()
                                .lastHeader("pipeline-source-timestamp")
                                .value())
                        .asString(UTF_8)
                        .isEqualTo("1681000000000"));
    }

    private static List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return STACK.kafka().readAll(workspace.topic(topic));
    }

    private void assertRow(String tableAndCondition) {
        assertThat(workspace.query("SELECT count(*) FROM dds." + tableAndCondition))
                .as(tableAndCondition)
                .containsExactly(List.of("1"));
    }

    private static String order(String id, String updated, String status, String... products) {
        return """
                {"object_id": %1$s, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "id": %1$s, "date": "2023-04-01 20:00:00", "cost": 875.5, "payment": 800, "status": "%3$s",
                 "update_ts": "%2$s",
                 "restaurant": {"restaurant_id": "r1", "restaurant_name": "Вкус", "update_ts": "2023-08-11 16:50:44"},
                 "user": {"user_id": "u|1", "user_name": "Иван", "user_login": "iv\\\\an",
                          "update_ts": "2023-08-11 16:45:00"},
                 "products": {%4$s}}}""".formatted(id, updated, status, String.join(", ", products));
    }

    private static String product(String id, String name, String price, int quantity, String category) {
        return """
                "%1$s": {"id": "%1$s", "name": "%2$s", "price": %3$s, "quantity": %4$d, "category": "%5$s"}""".formatted(id, name, price, quantity, category);
    }

    private void send(String... values) {
        STACK.kafka()
                .send(Arrays.stream(values)
                        .map(value -> {
                            ProducerRecord<byte[], byte[]> record =
                                    new ProducerRecord<>(workspace.topic("enriched"), null, value.getBytes(UTF_8));
                            record.headers().add("pipeline-source-timestamp", "1681000000000".getBytes(UTF_8));
                            return record;
                        })
                        .toList());
        await().atMost(Duration.ofMinutes(3)).until(() -> workspace.isDrained("enriched"));
    }
}
