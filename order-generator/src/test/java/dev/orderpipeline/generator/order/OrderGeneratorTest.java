package dev.orderpipeline.generator.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OrderGeneratorTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long ORDERS = 10_000;

    private final GeneratorSettings settings = GeneratorSettings.defaults(ORDERS, 1);

    @Nested
    class Determinism {

        /** Whatever the machine and the JDK. Changes only with what the generator invents. */
        @Test
        void bytesOfASeedAreUnchanged() {
            assertThat(digest(settings)).isEqualTo("64b811a42da67c346e82999448d6c0f5c78e8441085cd4cddb9bb2e6802627d7");
        }

        @Test
        void bytesDependOnTheSettingsOnly() {
            assertThat(digest(settings))
                    .isEqualTo(digest(settings))
                    .isNotEqualTo(digest(GeneratorSettings.defaults(ORDERS, 2)));
        }

        @Test
        void recordsRestartWithEachCall() {
            OrderGenerator generator = new OrderGenerator(GeneratorSettings.defaults(10, 1));

            assertThat(generator.records().count())
                    .isEqualTo(generator.records().count());
        }
    }

    @Nested
    class Mix {

        @Test
        void finalStatusesHaveTheirShares() {
            Map<Long, JsonNode> newest = new HashMap<>();
            valid(settings)
                    .forEach(order -> newest.merge(
                            order.path("object_id").longValue(),
                            order,
                            (one, other) -> updatedAt(one).compareTo(updatedAt(other)) > 0 ? one : other));

            assertThat(newest).hasSize((int) ORDERS);
            Map<String, Long> statuses = newest.values().stream()
                    .collect(Collectors.groupingBy(OrderGeneratorTest::finalStatus, Collectors.counting()));
            assertThat(statuses).containsOnlyKeys("CLOSED", "CANCELLED");
            assertThat(statuses.get("CLOSED") / (double) ORDERS).isCloseTo(0.87, within(0.015));
        }

        @Test
        void sharesAreKept() {
            Map<Long, List<String>> messages = new HashMap<>();
            validTexts(settings).forEach(text -> messages.computeIfAbsent(idOf(text), id -> new ArrayList<>())
                    .add(text));

            long messageCount = messages.values().stream().mapToInt(List::size).sum();
            long distinctCount = messages.values().stream()
                    .mapToLong(texts -> new HashSet<>(texts).size())
                    .sum();
            assertThat((messageCount - distinctCount) / (double) distinctCount).isCloseTo(0.02, within(0.005));

            List<List<String>> changing = messages.values().stream()
                    .filter(texts -> new HashSet<>(texts).size() > 1)
                    .toList();
            assertThat(changing.size() / (double) ORDERS).isCloseTo(0.1, within(0.02));
            long late =
                    changing.stream().filter(OrderGeneratorTest::hasLateVersion).count();
            assertThat(late / (double) changing.size()).isCloseTo(0.2, within(0.05));
        }

        @Test
        void zeroSharesGiveOneMessagePerOrder() {
            GeneratorSettings plain =
                    new GeneratorSettings(7, 1_000, 50, 5, GeneratorSettings.DEFAULT_MAX_MENU_ITEMS, 0, 0, 0, 0);

            List<Long> ids = valid(plain)
                    .map(order -> order.path("object_id").longValue())
                    .toList();

            assertThat(ids).hasSize(1_000).doesNotHaveDuplicates();
        }
    }

    @Nested
    class Messages {

        @Test
        void differentVersionsNeverShareTheirUpdateTimestamp() {
            Map<String, String> texts = new HashMap<>();
            validTexts(settings).forEach(text -> {
                JsonNode order = JSON.readTree(text);
                String version = order.path("object_id").longValue() + " " + updatedAt(order);
                assertThat(texts.putIfAbsent(version, text)).as(version).isIn(null, text);
            });
        }

        @Test
        void validMessagesFulfilContractAndMenu() {
            Map<String, JsonNode> reference = reference(settings);
            valid(settings).forEach(order -> {
                assertThat(fields(order)).containsExactly("object_id", "object_type", "sent_dttm", "payload");
                assertThat(order.path("object_type").stringValue()).isEqualTo("order");
                JsonNode payload = order.path("payload");
                assertThat(fields(payload))
                        .startsWith(
                                "restaurant",
                                "date",
                                "user",
                                "order_items",
                                "bonus_payment",
                                "cost",
                                "payment",
                                "bonus_grant",
                                "statuses",
                                "final_status");
                assertThat(reference)
                        .containsKey(payload.path("user").path("id").stringValue());
                JsonNode restaurant =
                        reference.get(payload.path("restaurant").path("id").stringValue());
                assertThat(payload.path("order_items").size()).isBetween(0, 5);
                long kopecks = 0;
                for (JsonNode item : payload.path("order_items")) {
                    assertThat(item.path("quantity").intValue()).isBetween(1, 5);
                    assertThat(onMenu(restaurant, item)).as(item.toString()).isTrue();
                    kopecks +=
                            kopecks(item.path("price")) * item.path("quantity").intValue();
                }
                assertThat(kopecks(payload.path("cost"))).isEqualTo(kopecks);
                assertThat(kopecks(payload.path("payment")))
                        .isEqualTo(kopecks - kopecks(payload.path("bonus_payment")))
                        .isNotNegative();
                assertThat(payload.path("statuses").path(0).path("status")).isEqualTo(payload.path("final_status"));
            });
        }

        @Test
        void rareShapesOccur() {
            List<JsonNode> orders = valid(settings).toList();

            assertThat(orders)
                    .anyMatch(order -> order.path("payload").path("order_items").isEmpty());
            assertThat(orders)
                    .anyMatch(order -> order.path("payload").path("update_ts").isMissingNode());
            assertThat(orders)
                    .anyMatch(order -> order.path("payload").path("cost").isFloatingPointNumber());
            assertThat(orders)
                    .anyMatch(order -> order.path("sent_dttm").stringValue().contains("."));
            assertThat(orders)
                    .anyMatch(order -> order.path("sent_dttm").stringValue().endsWith("Z"));
            assertThat(orders)
                    .anyMatch(order -> order.path("sent_dttm").stringValue().endsWith("+03:00"));
            assertThat(orders).anyMatch(OrderGeneratorTest::hasItemTwice);
            assertThat(new OrderGenerator(settings).records()).anyMatch(record -> record.key() != null);
            assertThat(reference(settings).values()).anyMatch(entry -> entry.path("menu")
                    .valueStream()
                    .anyMatch(item -> item.path("_id").stringValue().isEmpty()));
        }
    }

    @Test
    void referenceDataIsComplete() {
        Map<String, JsonNode> entries = reference(settings);

        assertThat(entries).hasSize(settings.users() + settings.restaurants());
        assertThat(entries.keySet()).allMatch(key -> key.matches("[0-9a-f]{24}"));
        Set<String> products = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : entries.entrySet()) {
            JsonNode value = entry.getValue();
            assertThat(value.path("_id").stringValue()).isEqualTo(entry.getKey());
            assertThat(value.path("update_ts_utc").stringValue()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
            for (JsonNode item : value.path("menu")) {
                String id = item.path("_id").stringValue();
                assertThat(id.isEmpty() || products.add(id))
                        .as("product of one restaurant only")
                        .isTrue();
            }
        }
    }

    @Test
    void largeMenuHasDifferentItems() {
        GeneratorSettings large = new GeneratorSettings(1, 10, 1, 3, 200, 0, 0, 0, 0);

        assertThat(new ReferenceData(large).restaurants()).allSatisfy(restaurant -> assertThat(restaurant.menu())
                .hasSizeBetween(100, 200)
                .doesNotHaveDuplicates()
                .extracting(Product::name)
                .doesNotHaveDuplicates());
    }

    @Nested
    class InvalidRecords {

        @Test
        void everyKindOfInvalidRecordOccursAndIsSpread() {
            List<SourceRecord> records = new OrderGenerator(settings).records().toList();
            List<Integer> positions = IntStream.range(0, records.size())
                    .filter(i -> records.get(i).expectedErrorCode() != null)
                    .boxed()
                    .toList();

            assertThat(positions).hasSize(InvalidRecordKind.values().length);
            assertThat(positions.get(0)).isLessThan(records.size() / 10);
            assertThat(positions.get(positions.size() - 1)).isGreaterThan(records.size() * 9 / 10);
            assertThat(positions.stream().map(position -> records.get(position).expectedErrorCode()))
                    .containsOnly(
                            "MALFORMED_JSON", "CONTRACT_VIOLATION", "UNSUPPORTED_OBJECT_TYPE", "REFERENCE_NOT_FOUND");
        }

        @Test
        void invalidRecordsMatchTheirKind() {
            String valid = new OrderFactory(settings, new ReferenceData(settings))
                    .forInvalidRecord(0)
                    .toJson();
            for (InvalidRecordKind kind : InvalidRecordKind.values()) {
                byte[] invalid = kind.invalidate(valid);
                assertThat(invalid).as(kind.name()).isNotEqualTo(valid.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(new String(InvalidRecordKind.NOT_UTF_8.invalidate(valid), StandardCharsets.UTF_8))
                    .contains("\"\uFFFDLOSED\"");
            assertThat(InvalidRecordKind.TOMBSTONE.invalidate(valid)).isNull();
            assertThat(InvalidRecordKind.EMPTY.invalidate(valid)).isEmpty();
            assertThat(invalid(InvalidRecordKind.NUL_CHARACTER, valid)).contains("\"name\": \"\\u0000");
            assertThat(invalid(InvalidRecordKind.UNPAIRED_SURROGATE, valid)).contains("\"name\": \"\\ud83c");
            assertThat(invalid(InvalidRecordKind.OBJECT_ID_IS_TEXT, valid)).startsWith("{\"object_id\": \"1410000\", ");
            assertThat(invalid(InvalidRecordKind.NO_ORDER_ITEMS, valid))
                    .doesNotContain("order_items")
                    .contains("bonus_payment");
            assertThat(invalid(InvalidRecordKind.UNKNOWN_USER, valid))
                    .contains("\"user\": {\"id\": \"ffffffffffffffffffffffff\"}");
            assertThat(invalid(InvalidRecordKind.UNKNOWN_MENU_ITEM, valid))
                    .contains("\"order_items\": [{\"id\": \"ffffffffffffffffffffffff\", \"name\"");
        }

        @Test
        void streamMayHoldInvalidRecordsOnly() {
            assertThat(new OrderGenerator(onlyInvalid(3)).records()).hasSize(3);
            assertThat(new OrderGenerator(onlyInvalid(0)).records()).isEmpty();
        }

        private static GeneratorSettings onlyInvalid(int records) {
            return new GeneratorSettings(1, 0, 20, 4, GeneratorSettings.DEFAULT_MAX_MENU_ITEMS, 0, 0, 0, records);
        }
    }

    @Test
    void ordersAreGeneratedLazily() {
        Stream<SourceRecord> records =
                new OrderGenerator(GeneratorSettings.defaults(Long.MAX_VALUE / 1_000_000, 1)).records();

        assertThat(records.limit(1_000)).hasSize(1_000);
    }

    @Test
    void invalidSettingsAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new GeneratorSettings(1, 10, 0, 1, GeneratorSettings.DEFAULT_MAX_MENU_ITEMS, 0, 0, 0, 0))
                .withMessage("users must be at least 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GeneratorSettings(
                        1, 10, 1, 1, GeneratorSettings.DEFAULT_MAX_MENU_ITEMS, 0, Double.NaN, 0, 0))
                .withMessage("duplicateShare must be from 0 to 1, was NaN");
    }

    private static Stream<String> validTexts(GeneratorSettings settings) {
        return new OrderGenerator(settings)
                .records()
                .filter(record -> record.expectedErrorCode() == null)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8));
    }

    private static Stream<JsonNode> valid(GeneratorSettings settings) {
        return validTexts(settings).map(JSON::readTree);
    }

    private static Map<String, JsonNode> reference(GeneratorSettings settings) {
        return new OrderGenerator(settings)
                .reference().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> JSON.readTree(entry.getValue())));
    }

    private static String digest(GeneratorSettings settings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            OrderGenerator generator = new OrderGenerator(settings);
            generator.reference().values().forEach(entry -> digest.update(entry.getBytes(StandardCharsets.UTF_8)));
            generator
                    .records()
                    .map(SourceRecord::value)
                    .filter(Objects::nonNull)
                    .forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String invalid(InvalidRecordKind kind, String valid) {
        return new String(kind.invalidate(valid), StandardCharsets.UTF_8);
    }

    private static boolean hasLateVersion(List<String> texts) {
        List<String> times = texts.stream()
                .distinct()
                .map(text -> updatedAt(JSON.readTree(text)))
                .toList();
        return !times.equals(times.stream().sorted().toList());
    }

    private static boolean hasItemTwice(JsonNode order) {
        List<JsonNode> ids = order.path("payload")
                .path("order_items")
                .valueStream()
                .map(item -> item.path("id"))
                .toList();
        return ids.size() > new HashSet<>(ids).size();
    }

    private static boolean onMenu(JsonNode restaurant, JsonNode ordered) {
        return restaurant
                .path("menu")
                .valueStream()
                .anyMatch(item -> item.path("_id").equals(ordered.path("id"))
                        && item.path("name").equals(ordered.path("name"))
                        && item.path("price").equals(ordered.path("price"))
                        && !item.path("category").stringValue().isBlank());
    }

    private static long idOf(String text) {
        return JSON.readTree(text).path("object_id").longValue();
    }

    private static String finalStatus(JsonNode order) {
        return order.path("payload").path("final_status").stringValue();
    }

    /** To the second and in UTC, so that it can be compared. */
    private static String updatedAt(JsonNode order) {
        JsonNode updateTimestamp = order.path("payload").path("update_ts");
        String text = (updateTimestamp.isMissingNode() ? order.path("sent_dttm") : updateTimestamp).stringValue();
        return text.endsWith("+03:00")
                ? OffsetDateTime.parse(text).toInstant().toString().substring(0, 19)
                : text.substring(0, 19).replace(' ', 'T');
    }

    private static long kopecks(JsonNode money) {
        return money.decimalValue().movePointRight(2).longValueExact();
    }

    private static List<String> fields(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }
}
