package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Records.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.cli.DeadLettersCommand;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.testing.CommandRun;
import dev.orderpipeline.testing.ServiceExtension;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import dev.orderpipeline.testing.TestOrder.Product;
import dev.orderpipeline.testing.TestOrder.Restaurant;
import dev.orderpipeline.testing.TestOrder.User;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole service on real servers: messages consumed, rows in the vault, messages produced. */
class DdsServiceIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final String OF_ORDER = "h_order_pk = md5('%d')::uuid";
    private static final String OF_VERSION =
            " AND effective_from = '2023-04-01 20:45:43.5' AND sent_dttm = '2023-04-08 20:27:36'";

    private static final long SOURCE_TIMESTAMP = 1_681_000_000_000L;

    /** The service caches written rows, so none is deleted: every test has orders of its own. */
    @RegisterExtension
    private static final ServiceExtension SERVICE = new ServiceExtension(DdsApplication.class, "enriched", "reports");

    @Test
    void orderFillsEveryTableWithKeysSqlCanCompute() {
        send(order(1371198, "2023-04-01 20:45:43.5", "CLOSED", new Product("aeca4d08", "Рис", "175.5", 5, "Гарниры")));

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
        assertRow("s_product_category WHERE h_product_pk = md5('aeca4d08')::uuid"
                + " AND h_category_pk = md5('Гарниры')::uuid AND hashdiff = md5(h_category_pk::text)::uuid"
                + " AND hk_product_category_pk = md5('aeca4d08||' || effective_from::text || '||' || h_category_pk)::uuid"
                + " AND effective_from = '2023-08-11 16:50:44'");
        assertRow("s_restaurant_names WHERE h_restaurant_pk = md5('r1')::uuid AND name = 'Вкус'"
                + " AND hashdiff = md5('Вкус')::uuid"
                + " AND hk_restaurant_names_pk = md5('r1||' || effective_from::text || '||Вкус')::uuid"
                + " AND effective_from = '2023-08-11 16:50:44'");
        assertRow("s_order_cost WHERE h_order_pk = md5('1371198')::uuid AND cost = 875.5 AND payment = 800"
                + " AND hashdiff = md5(cost::text || '||' || payment::text)::uuid"
                + " AND hk_order_cost_pk"
                + " = md5('1371198||2023-04-01 20:45:43.5||2023-04-08 20:27:36||875.50000||800.00000')::uuid"
                + OF_VERSION);
        assertRow("s_order_status WHERE h_order_pk = md5('1371198')::uuid AND status = 'CLOSED'"
                + " AND h_user_pk = md5('u|1')::uuid AND h_restaurant_pk = md5('r1')::uuid"
                + " AND hashdiff = md5('CLOSED||' || h_user_pk || '||' || h_restaurant_pk)::uuid"
                + " AND hk_order_status_pk = md5('1371198||2023-04-01 20:45:43.5||2023-04-08 20:27:36||CLOSED||'"
                + " || h_user_pk || '||' || h_restaurant_pk)::uuid"
                + OF_VERSION);
        assertRow("s_order_product WHERE hk_order_product_pk = md5('1371198||aeca4d08')::uuid"
                + " AND h_order_pk = md5('1371198')::uuid AND h_product_pk = md5('aeca4d08')::uuid"
                + " AND h_category_pk = md5('Гарниры')::uuid AND quantity = 5 AND price = 175.5"
                + " AND hashdiff = md5(h_category_pk || '||5||175.50000')::uuid"
                + " AND hk_order_product_line_pk = md5('1371198||aeca4d08||2023-04-01 20:45:43.5||2023-04-08 20:27:36||'"
                + " || h_category_pk || '||5||175.50000')::uuid"
                + OF_VERSION);
        assertThat(query("SELECT DISTINCT load_src FROM dds.s_order_product"))
                .containsExactly(List.of(SERVICE.workspace().topic("enriched")));
    }

    @Test
    void everyMessageIsProducedWithHubKeys() {
        String message = order(1371198, "2023-04-01 20:45:43", "CLOSED", new Product("p", "Рис", "1", 5, "Гарниры"));
        send(message, message);

        List<ConsumerRecord<byte[], byte[]>> reports = SERVICE.produced();
        assertThat(reports).hasSize(2);
        String userKey = query("SELECT md5('u|1')::uuid").get(0).get(0);
        assertThat(reports.get(0).key()).asString(UTF_8).isEqualTo(userKey);
        assertThat(reports.get(0).value()).asString(UTF_8).isEqualTo("""
                        {"object_id":"7b345b0f-82ae-835a-f083-550bf7caaa95","object_type":"order_report",\
                        "sent_dttm":"2023-04-08 20:27:36","payload":{"id":"7b345b0f-82ae-835a-f083-550bf7caaa95",\
                        "order_dt":"2023-04-01 20:00:00","status":"CLOSED","update_ts":"2023-04-01 20:45:43",\
                        "restaurant":{"id":"%s","name":"Вкус","update_ts":"2023-08-11 16:50:44"},\
                        "user":{"id":"%s","username":"Иван"},\
                        "products":[{"id":"%s","name":"Рис","category":{"id":"%s","name":"Гарниры"}}]}}""".formatted(
                        new HashKeys().of("r1"), userKey, new HashKeys().of("p"), new HashKeys().of("Гарниры")));
        assertThat(header(reports.get(0), "pipeline-source-timestamp")).isEqualTo(Long.toString(SOURCE_TIMESTAMP));
    }

    @Test
    void allVersionsAreKeptAndTheNewestIsCurrent() {
        send(
                order(11, "2023-04-01 12:00:00", "COOKING"),
                order(11, "2023-04-01 14:00:00", "COOKING"),
                order(11, "2023-04-01 13:00:00", "DELIVERING"),
                order(11, "2023-04-01 13:00:00", "DELIVERING"));

        assertThat(query("SELECT status FROM dds.s_order_status WHERE " + OF_ORDER.formatted(11)
                        + " ORDER BY effective_from"))
                .containsExactly(List.of("COOKING"), List.of("DELIVERING"), List.of("COOKING"));
        assertThat(query("SELECT status, effective_from FROM dds.s_order_status_current WHERE "
                        + OF_ORDER.formatted(11)))
                .containsExactly(List.of("COOKING", "2023-04-01 14:00:00"));
    }

    @Test
    void onEqualStampsTheLargerHashdiffIsCurrent() {
        String ofOrder = OF_ORDER.formatted(12);
        send(order(12, "2023-04-01 12:00:00", "CLOSED"), order(12, "2023-04-01 12:00:00", "CANCELLED"));

        assertThat(query("SELECT count(*) FROM dds.s_order_status WHERE " + ofOrder))
                .containsExactly(List.of("2"));
        assertThat(query("SELECT hashdiff FROM dds.s_order_status_current WHERE " + ofOrder))
                .isEqualTo(query("SELECT max(hashdiff::text) FROM dds.s_order_status WHERE " + ofOrder));
    }

    @Test
    void onEqualUpdatesTheLastSentIsCurrent() {
        Product line = new Product("18p", "Рис", "1", 5, "Гарниры");
        TestOrder first = testOrder(18, "2023-04-01 12:00:00", "CLOSED", line).withSent("2023-04-08 20:27:36");
        send(
                first.withSent("2023-04-08 20:27:37")
                        .withStatus("CANCELLED")
                        .withProducts()
                        .enriched(),
                first.enriched());

        assertThat(query("SELECT status FROM dds.orders WHERE order_id = 18")).containsExactly(List.of("CANCELLED"));
        assertThat(query("SELECT product_id FROM dds.order_lines WHERE order_id = 18"))
                .isEmpty();
        assertRow("s_order_product WHERE " + OF_ORDER.formatted(18));
    }

    @Test
    void conflictingLinesAreBothKeptAndOneIsCurrent() {
        send(
                order(19, "2023-04-01 12:00:00", "CLOSED", new Product("19p", "Рис", "1", 5, "Гарниры")),
                order(19, "2023-04-01 12:00:00", "CLOSED", new Product("19p", "Рис", "1", 5, "Закуски")));

        assertThat(query("SELECT count(*) FROM dds.s_order_product WHERE " + OF_ORDER.formatted(19)))
                .containsExactly(List.of("2"));
        assertThat(query("SELECT hashdiff FROM dds.s_order_product_current WHERE " + OF_ORDER.formatted(19)))
                .isEqualTo(
                        query("SELECT max(hashdiff::text) FROM dds.s_order_product WHERE " + OF_ORDER.formatted(19)));
    }

    @Test
    void everySchemaTableViewAndColumnHasAComment() {
        assertThat(query("""
                        SELECT nspname FROM pg_namespace WHERE nspname = 'dds' AND obj_description(oid) IS NULL
                         UNION ALL
                        SELECT oid::regclass::text FROM pg_class
                         WHERE relnamespace = 'dds'::regnamespace AND relkind IN ('r', 'v')
                           AND obj_description(oid) IS NULL AND relname <> 'flyway_schema_history'
                         UNION ALL
                        SELECT attrelid::regclass || '.' || attname
                          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                         WHERE relnamespace = 'dds'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
                           AND col_description(attrelid, attnum) IS NULL AND relname <> 'flyway_schema_history'
                        """)).isEmpty();
    }

    @Test
    void orderDateIsTheSmallestOfAllVersions() {
        String late = testOrder(13, "2023-04-01 12:00:00", "OPEN")
                .withDate("2023-04-01 22:00:00")
                .enriched();
        String early = testOrder(13, "2023-04-01 13:00:00", "OPEN")
                .withDate("2023-04-01 19:00:00")
                .enriched();
        send(late);
        send(early, late);

        assertThat(query("SELECT order_dt FROM dds.h_order WHERE " + OF_ORDER.formatted(13)))
                .containsExactly(List.of("2023-04-01 19:00:00"));
    }

    @Test
    void everySatelliteHasACurrentView() {
        send(
                order(14, "2023-04-01 12:00:00", "OPEN", new Product("14p", "Рис", "1", 5, "Гарниры")),
                order(14, "2023-04-01 13:00:00", "CLOSED", new Product("14p", "Рис", "2", 5, "Гарниры")));

        List<List<String>> views =
                query("SELECT count(*) FROM pg_views WHERE schemaname = 'dds' AND viewname LIKE 's\\_%\\_current'");
        assertThat(views).containsExactly(List.of("7"));
        assertRow("s_user_names_current WHERE h_user_pk = md5('u|1')::uuid");
        assertRow("s_product_names_current WHERE h_product_pk = md5('14p')::uuid");
        assertRow("s_product_category_current WHERE h_product_pk = md5('14p')::uuid");
        assertRow("s_restaurant_names_current WHERE h_restaurant_pk = md5('r1')::uuid");
        assertRow("s_order_cost_current WHERE " + OF_ORDER.formatted(14));
        assertRow("s_order_status_current WHERE " + OF_ORDER.formatted(14));
        assertRow("s_order_product_current WHERE hk_order_product_pk = md5('14||14p')::uuid");
    }

    @Test
    void invalidMessagesAreDeadLettersOthersAreWritten() {
        send(
                "{}",
                order(15, "2023-04-01 12:00:00", "OPEN").replace("\"user_login\"", "\"login\""),
                order(16, "2023-04-01 12:00:00", "OPEN"));

        assertThat(query("SELECT order_id FROM dds.h_order WHERE order_id IN (15, 16)"))
                .containsExactly(List.of("16"));
        assertThat(SERVICE.deadLetters())
                .extracting(letter -> header(letter, "pipeline-error-message"))
                .containsExactlyInAnyOrder("object_type is missing", "payload.user.user_login is missing");
    }

    @Test
    void orderRejectedByDatabaseIsWrittenWhenRedriven() {
        execute("ALTER TABLE dds.h_order ADD doubled int GENERATED ALWAYS AS (order_id::int * 2) STORED");
        send(order(3000000017L, "2023-04-01 12:00:00", "OPEN", new Product("17p", "Рис", "1", 5, "Гарниры")));
        assertThat(query("SELECT order_id FROM dds.h_order WHERE order_id = 3000000017"))
                .isEmpty();

        execute("ALTER TABLE dds.h_order DROP doubled");
        CommandRun redriven = CommandRun.of(
                DeadLettersCommand::execute,
                DdsApplication.class,
                SERVICE.variables(),
                "redrive",
                "--code",
                "REJECTED_BY_DATABASE");

        assertThat(redriven.out()).isEqualTo("redriven: 1 (1 done, 0 failed again)\n");
        assertThat(query("SELECT load_src FROM dds.h_order WHERE order_id = 3000000017"))
                .containsExactly(List.of(SERVICE.workspace().topic("enriched")));
        assertRow("h_product WHERE product_id = '17p'");
        assertThat(SERVICE.produced()).singleElement().satisfies(report -> assertThat(
                        header(report, "pipeline-source-timestamp"))
                .isEqualTo(Long.toString(SOURCE_TIMESTAMP)));
    }

    private void assertRow(String tableAndCondition) {
        assertThat(query("SELECT count(*) FROM dds." + tableAndCondition))
                .as(tableAndCondition)
                .containsExactly(List.of("1"));
    }

    private static List<List<String>> query(String sql) {
        return SERVICE.workspace().query(sql);
    }

    private static void execute(String sql) {
        SERVICE.workspace().execute(sql);
    }

    private static void send(String... values) {
        SERVICE.sendWithSourceTimestamp(SOURCE_TIMESTAMP, values);
    }

    private static String order(long id, String updated, String status, Product... products) {
        return testOrder(id, updated, status, products).enriched();
    }

    private static TestOrder testOrder(long id, String updated, String status, Product... products) {
        return TestOrder.of(id)
                .withUpdated(updated)
                .withStatus(status)
                .withUser(new User("u|1", "Иван", "iv\\\\an"))
                .withRestaurant(new Restaurant("r1", "Вкус"))
                .withProducts(products);
    }
}
