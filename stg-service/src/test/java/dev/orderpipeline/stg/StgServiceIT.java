package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static dev.orderpipeline.testing.Records.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.testing.ServiceExtension;
import dev.orderpipeline.testing.SharedStack;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole service on real servers: messages consumed, rows in the table, messages produced. */
class StgServiceIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final String USER = "626a81ce9a8cd1920641e296";
    private static final String RESTAURANT = "626a81cfefa404208fe9abae";
    private static final String ITEM = "6276e8cd0cf48b4cded0086c";
    private static final String UNNAMED_ITEM = "6276e8cd0cf48b4cded0086d";

    @RegisterExtension
    private static final ServiceExtension SERVICE = new ServiceExtension(StgApplication.class, "orders", "enriched");

    @BeforeAll
    static void loadReferenceData() {
        STACK.redis()
                .set(Map.of(
                        USER,
                        """
                        {"_id": "%s", "name": "Иван", "login": "ivan", "update_ts_utc": "2023-08-11 16:45:00"}""".formatted(USER),
                        RESTAURANT,
                        """
                        {"_id": "%s", "name": "Кофейня №1", "update_ts_utc": "2023-08-11 16:50:44", "menu": [
                         {"_id": "", "name": "", "price": null, "category": ""}, 7,
                         {"_id": "%s", "name": "ГРИЛАТА", "price": 60, "category": " Закуски "},
                         {"_id": "%s", "name": " ", "price": 60, "category": "Супы"},
                         {"_id": "uncategorised", "name": "Soup", "price": 60, "category": ""}]}""".formatted(RESTAURANT, ITEM, UNNAMED_ITEM),
                        "stampless-user",
                        """
                        {"name": "Anna", "login": "anna"}""",
                        "spaced-restaurant",
                        """
                        {"name": "Чайная", "menu": [
                         {"_id": "\u00A0%s\u200B", "name": "ГРИЛАТА", "category": "Гарниры\u00A0"},
                         {"_id": "%s", "name": "\u202F", "category": "\uFEFFГарниры\u2007"}]}""".formatted(ITEM, UNNAMED_ITEM),
                        "broken-user",
                        "{\"name\": ",
                        "nameless-user",
                        "{\"login\": \"x\"}"));
    }

    @AfterEach
    void truncateTable() {
        execute("TRUNCATE stg.order_events");
    }

    /** Orders with reference data. */
    @Nested
    class Enrichment {

        @Test
        void eventIsStoredUnchangedAndProducedEnriched() {
            String payload = """
                {"restaurant": {"id": " %s "}, "date": "2023-04-01 20:45:43", "user": {"id": "%s"},
                  "order_items": [{"id": "%s", "name": "Салат", "price": 175.50, "quantity": 2}],
                  "cost": 351.0000049, "payment": 3.5e2, "final_status": "CLOSED", "extra":  [1e999999999999],
                  "update_ts": "2023-04-01T23:45:43.123456789+03:00"}""".formatted(RESTAURANT, USER, ITEM);
            SERVICE.send(event(1371198, "2023-04-08 20:27:36", payload));

            assertThat(query("SELECT object_id, object_type, sent_dttm, update_ts, payload FROM stg.order_events"))
                    .containsExactly(
                            List.of("1371198", "order", "2023-04-08 20:27:36", "2023-04-01 20:45:43.123456", payload));
            ConsumerRecord<byte[], byte[]> sent = only(SERVICE.produced());
            assertThat(sent.key()).asString(UTF_8).isEqualTo("1371198");
            assertThat(sent.value()).asString(UTF_8).isEqualTo("""
                        {"object_id":1371198,"object_type":"order","sent_dttm":"2023-04-08 20:27:36","payload":{\
                        "id":1371198,"date":"2023-04-01 20:45:43","cost":351,"payment":350,"status":"CLOSED",\
                        "update_ts":"2023-04-01 20:45:43.123456",\
                        "restaurant":{"restaurant_id":"626a81cfefa404208fe9abae","restaurant_name":"Кофейня №1",\
                        "update_ts":"2023-08-11 16:50:44"},\
                        "user":{"user_id":"626a81ce9a8cd1920641e296","user_name":"Иван","user_login":"ivan",\
                        "update_ts":"2023-08-11 16:45:00"},\
                        "products":{"6276e8cd0cf48b4cded0086c":{"id":"6276e8cd0cf48b4cded0086c","name":"ГРИЛАТА",\
                        "price":175.5,"quantity":2,"category":"Закуски"}}}}""");
            long sourceTimestamp = only(SERVICE.consumed()).timestamp();
            assertThat(header(sent, "pipeline-source-timestamp")).isEqualTo(Long.toString(sourceTimestamp));
            assertThat(SERVICE.deadLetters()).isEmpty();
        }

        @Test
        void repeatedItemIsOneProductWithTheFirstPrice() {
            SERVICE.send(event(
                    1, "2023-04-08 20:27:36", order("CLOSED", USER, item(ITEM, 10, 2), item(" " + ITEM + " ", 99, 3))));

            assertThat(only(SERVICE.produced()).value())
                    .asString(UTF_8)
                    .contains("\"products\":{\"" + ITEM + "\":{\"id\":\"" + ITEM + "\",\"name\":\"ГРИЛАТА\","
                            + "\"price\":10,\"quantity\":5,\"category\":\"Закуски\"}}");
        }

        @Test
        void blankNameOnMenuIsReplacedByNameOfItem() {
            SERVICE.send(event(1, "2023-04-08 20:27:36", order("CLOSED", USER, item(UNNAMED_ITEM, 10, 2))));

            assertThat(only(SERVICE.produced()).value()).asString(UTF_8).contains("\"name\":\"own name\"");
        }

        @Test
        void unicodeWhiteSpaceAroundKeysIsStripped() {
            String order = order(
                            "CLOSED",
                            "\uFEFF" + USER + "\u00A0",
                            item(ITEM + "\u2060", 10, 2),
                            item("\u3000" + UNNAMED_ITEM, 10, 2))
                    .replace(RESTAURANT, "\u00A0spaced-restaurant\u200D");
            SERVICE.send(event(1, "2023-04-08 20:27:36", order));

            assertThat(only(SERVICE.produced()).value())
                    .asString(UTF_8)
                    .contains("\"user_id\":\"" + USER + "\"", "\"restaurant_id\":\"spaced-restaurant\"")
                    .contains("\"" + ITEM + "\":{\"id\":\"" + ITEM + "\",\"name\":\"ГРИЛАТА\"")
                    .contains("\"" + UNNAMED_ITEM + "\":{\"id\":\"" + UNNAMED_ITEM + "\",\"name\":\"own name\"")
                    .containsPattern("(\"category\":\"Гарниры\"[^Г]*){2}");
            assertThat(SERVICE.deadLetters()).isEmpty();
        }

        @Test
        void statusOfWhiteSpaceIsRejected() {
            SERVICE.send(event(1, "2023-04-08 20:27:36", order("\u00A0", USER, item(ITEM, 10, 2))));

            assertThat(header(only(SERVICE.deadLetters()), "pipeline-error-message"))
                    .startsWith("payload.final_status must be a non-blank string");
        }

        @Test
        void referenceDataWithoutStampHasStampOfOrder() {
            SERVICE.send(event(1, "2023-04-08 20:27:36", order("CLOSED", "stampless-user")));

            assertThat(only(SERVICE.produced()).value())
                    .asString(UTF_8)
                    .contains("\"user_login\":\"anna\",\"update_ts\":\"2023-04-08 20:27:36\"");
        }
    }

    /** Several versions of an order. */
    @Nested
    class Versions {

        @Test
        void newestVersionIsStoredEachMessageProduced() {
            String open = event(5, "2023-04-08 20:00:00", order("OPEN", USER));
            String closed = event(5, "2023-04-08 21:00:00", order("CLOSED", USER));
            SERVICE.send(closed, open, closed, open);
            SERVICE.send(open);

            assertThat(query("SELECT payload ->> 'final_status', load_src FROM stg.order_events"))
                    .containsExactly(List.of("CLOSED", SERVICE.workspace().topic("orders")));
            assertThat(SERVICE.produced()).hasSize(5);
        }

        @Test
        void onEqualStampsTheVersionSentLaterIsNewer() {
            String stamp = ", \"update_ts\": \"2023-04-08 20:00:00\"}";
            String first = event(5, "2023-04-08 20:00:00.1", order("OPEN", USER).replaceAll("}$", stamp));
            String second =
                    event(5, "2023-04-08 20:00:00.2", order("CLOSED", USER).replaceAll("}$", stamp));
            SERVICE.send(second, first);

            assertThat(query("SELECT payload ->> 'final_status' FROM stg.order_events"))
                    .containsExactly(List.of("CLOSED"));
        }
    }

    /** Orders that cannot be processed. */
    @Nested
    class DeadLetters {

        @Test
        void orderWithoutReferenceDataIsStoredAndDeadLetter() {
            SERVICE.send(
                    event(1, "2023-04-08 20:00:00", order("CLOSED", "nobody")),
                    event(2, "2023-04-08 20:00:00", order("CLOSED", "broken-user")),
                    event(3, "2023-04-08 20:00:00", order("CLOSED", "nameless-user")),
                    event(4, "2023-04-08 20:00:00", order("CLOSED", USER, item("unheard-of", 1, 1))),
                    event(5, "2023-04-08 20:00:00", order("CLOSED", USER, item("uncategorised", 1, 1))),
                    event(6, "2023-04-08 20:00:00", order("CLOSED", USER)));

            assertThat(query("SELECT count(*) FROM stg.order_events")).containsExactly(List.of("6"));
            assertThat(only(SERVICE.produced()).key()).asString(UTF_8).isEqualTo("6");
            assertThat(SERVICE.deadLetters())
                    .extracting(letter -> header(letter, "pipeline-error-code"))
                    .containsOnly("REFERENCE_NOT_FOUND")
                    .hasSize(5);
            assertThat(SERVICE.deadLetters().stream().map(letter -> header(letter, "pipeline-error-message")))
                    .satisfiesExactlyInAnyOrder(
                            message -> assertThat(message).contains("user nobody"),
                            message -> assertThat(message).contains("user broken-user"),
                            message -> assertThat(message)
                                    .contains("user nameless-user")
                                    .contains("name is missing"),
                            message -> assertThat(message).contains("item unheard-of"),
                            message -> assertThat(message).contains("item uncategorised"));
        }

        @Test
        void invalidEventIsDeadLetterOthersAreProcessed() {
            String valid = event(1, "2023-04-08 20:00:00", order("CLOSED", USER));
            byte[][] values = {
                null,
                "{\"object_id\": ".getBytes(UTF_8),
                valid.replace("\"order\"", "\"courier\"").getBytes(UTF_8),
                valid.replace("\"CLOSED\"", "7").getBytes(UTF_8),
                valid.getBytes(UTF_8)
            };
            SERVICE.sendBytes(values);

            assertThat(SERVICE.produced()).hasSize(1);
            List<ConsumerRecord<byte[], byte[]>> letters = SERVICE.deadLetters();
            assertThat(letters)
                    .extracting(letter -> header(letter, "pipeline-error-code"))
                    .containsExactlyInAnyOrder(
                            "CONTRACT_VIOLATION", "MALFORMED_JSON", "UNSUPPORTED_OBJECT_TYPE", "CONTRACT_VIOLATION");
            assertThat(letters)
                    .extracting(ConsumerRecord::value)
                    .usingElementComparator(Arrays::compare)
                    .containsExactlyInAnyOrderElementsOf(Arrays.asList(values).subList(0, 4));
            assertThat(letters)
                    .extracting(letter -> header(letter, "pipeline-error-message"))
                    .anyMatch(message -> message.contains("payload.final_status must be a string, was 7"));
        }

        @Test
        void eventRejectedByDatabaseIsDeadLetter() {
            execute("CREATE INDEX comment ON stg.order_events ((payload ->> 'comment'))");
            String refused = event(
                    3,
                    "2023-04-08 20:00:00",
                    order("CLOSED", USER).replaceFirst("\\{", "{\"comment\": \"" + incompressible(5_000) + "\", "));
            SERVICE.send(
                    event(2, "2023-04-08 20:00:00", order("CLOSED", USER)),
                    refused,
                    event(4, "2023-04-08 20:00:00", order("CLOSED", USER)));
            execute("DROP INDEX stg.comment");

            assertThat(query("SELECT object_id FROM stg.order_events ORDER BY 1"))
                    .containsExactly(List.of("2"), List.of("4"));
            assertThat(SERVICE.produced()).hasSize(2);
            ConsumerRecord<byte[], byte[]> letter = only(SERVICE.deadLetters());
            assertThat(letter.value()).asString(UTF_8).isEqualTo(refused);
            assertThat(header(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_DATABASE");
            assertThat(header(letter, "pipeline-error-message")).startsWith("ERROR: index row size ");
        }

        @Test
        void orderTooLargeForBrokerIsStoredAndDeadLetter() throws Exception {
            // Larger than the topic's limit even when compressed.
            STACK.redis().set(Map.of("large-restaurant", """
                        {"name": "%s", "menu": []}""".formatted(incompressible(10_000))));
            String large =
                    event(2, "2023-04-08 20:00:00", order("CLOSED", USER).replace(RESTAURANT, "large-restaurant"));
            configure("enriched", OpType.SET);
            SERVICE.send(large, event(3, "2023-04-08 20:00:00", order("CLOSED", USER)));
            configure("enriched", OpType.DELETE);

            assertThat(query("SELECT object_id FROM stg.order_events ORDER BY 1"))
                    .containsExactly(List.of("2"), List.of("3"));
            assertThat(only(SERVICE.produced()).key()).asString(UTF_8).isEqualTo("3");
            ConsumerRecord<byte[], byte[]> letter = only(SERVICE.deadLetters());
            assertThat(letter.value()).asString(UTF_8).isEqualTo(large);
            assertThat(header(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_BROKER");
        }
    }

    /** Health and metrics. */
    @Nested
    class Endpoints {

        @Test
        void healthReportsLoopAndDependencies() {
            assertThat(SERVICE.service().get("/health").statusCode()).isEqualTo(200);
            assertThat(SERVICE.service().get("/health/liveness").body())
                    .isEqualTo("{\"status\":\"UP\",\"components\":{\"loop\":{\"status\":\"UP\"}}}");
            SERVICE.service().awaitReady();
            assertThat(SERVICE.service().get("/health/readiness").body())
                    .contains("\"loop\"", "\"kafka\"", "\"postgres\"", "\"redis\"");
        }

        @Test
        void metricsCountRecords() {
            double consumed = metric("pipeline_records_consumed_total{application=\"stg-service\"}");
            double written = metric("pipeline_records_written_total{application=\"stg-service\"}");
            double produced = metric("pipeline_records_produced_total{application=\"stg-service\"}");
            double malformed =
                    metric("pipeline_dead_letters_total{application=\"stg-service\",code=\"MALFORMED_JSON\"}");
            SERVICE.send(event(1, "2023-04-08 20:00:00", order("CLOSED", USER)));

            eventually().untilAsserted(() -> {
                assertThat(metric("pipeline_records_consumed_total{application=\"stg-service\"}"))
                        .isEqualTo(consumed + 1);
                assertThat(metric("pipeline_records_written_total{application=\"stg-service\"}"))
                        .isEqualTo(written + 1);
                assertThat(metric("pipeline_records_produced_total{application=\"stg-service\"}"))
                        .isEqualTo(produced + 1);
                assertThat(metric("pipeline_dead_letters_total{application=\"stg-service\",code=\"MALFORMED_JSON\"}"))
                        .isEqualTo(malformed);
                assertThat(metric("pipeline_consumer_lag{application=\"stg-service\",partition=\"0\",topic=\""
                                + SERVICE.workspace().topic("orders") + "\"}"))
                        .isZero();
            });
            assertThat(SERVICE.service().get("/prometheus").body())
                    .contains("pipeline_batch_size_count", "pipeline_last_batch_timestamp_seconds")
                    .contains("pipeline_newest_order_age_seconds", "pipeline_step_seconds_count");
        }
    }

    private static double metric(String nameAndTags) {
        String line = SERVICE.service()
                .get("/prometheus")
                .body()
                .lines()
                .filter(text -> text.startsWith(nameAndTags + " "))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(nameAndTags.length() + 1));
    }

    /** Sets a limit of 4,000 bytes a message, or removes it. */
    private static void configure(String topic, OpType operation) throws Exception {
        ConfigResource resource = new ConfigResource(
                ConfigResource.Type.TOPIC, SERVICE.workspace().topic(topic));
        ConfigEntry limit = new ConfigEntry("max.message.bytes", "4000");
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, STACK.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(limit, operation))))
                    .all()
                    .get();
        }
    }

    private static String incompressible(int characters) {
        return new Random(1)
                .ints(characters, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String event(long orderId, String sent, String payload) {
        return "{\"object_id\": %d, \"object_type\": \"order\", \"sent_dttm\": \"%s\", \"payload\": %s}"
                .formatted(orderId, sent, payload);
    }

    private static String order(String status, String user, String... items) {
        return """
                {"restaurant": {"id": "%s"}, "date": "2023-04-01 20:45:43", "user": {"id": "%s"}, "order_items": [%s], \
                "cost": 10, "payment": 10, "final_status": "%s"}""".formatted(RESTAURANT, user, String.join(", ", items), status);
    }

    private static String item(String id, int price, int quantity) {
        return "{\"id\": \"%s\", \"name\": \"own name\", \"price\": %d, \"quantity\": %d}"
                .formatted(id, price, quantity);
    }

    private static List<List<String>> query(String sql) {
        return SERVICE.workspace().query(sql);
    }

    private static void execute(String sql) {
        SERVICE.workspace().execute(sql);
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
