package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderEventTest {

    private static final String PAYLOAD = """
            {"restaurant": {"id": "ef8c42c19b7518a9aebec106"}, "date": "2023-04-01 20:45:43",
              "user": {"id": "626a81ce9a8cd1920641e29c"},
              "order_items": [{"id": "aeca4d08abab78869c20128c", "name": "Рис с лимоном", "price": 175, "quantity": 5}],
              "bonus_payment": 0, "cost": 875, "payment": 875.5, "bonus_grant": 0,
              "statuses": [{"status": "CLOSED", "dttm": "2023-04-01 20:45:43"}],
              "final_status": "CLOSED", "update_ts": "2023-04-01 20:45:44"}""";

    private static final String MESSAGE = """
            {"object_id": 1371198, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": %s}
            """.formatted(PAYLOAD);

    @Test
    void validMessageIsParsedCompletely() {
        assertThat(parse(MESSAGE))
                .usingRecursiveComparison()
                .isEqualTo(new OrderEvent(
                        1371198,
                        "order",
                        new OrderVersion(
                                LocalDateTime.of(2023, 4, 1, 20, 45, 44), LocalDateTime.of(2023, 4, 8, 20, 27, 36)),
                        PAYLOAD.getBytes(UTF_8),
                        "ef8c42c19b7518a9aebec106",
                        "626a81ce9a8cd1920641e29c",
                        LocalDateTime.of(2023, 4, 1, 20, 45, 43),
                        new BigDecimal("875"),
                        new BigDecimal("875.5"),
                        "CLOSED",
                        List.of(new OrderEvent.Item(
                                "aeca4d08abab78869c20128c", "Рис с лимоном", new BigDecimal("175"), 5))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"2023-04-01 20:45:44\" | null",
                ", \"update_ts\": \"2023-04-01 20:45:44\" |",
            })
    void versionDefaultsToSentTime(String replaced, String replacement) {
        OrderEvent event = parse(with(replaced, replacement == null ? "" : replacement));

        LocalDateTime sent = LocalDateTime.of(2023, 4, 8, 20, 27, 36);
        assertThat(event.version()).isEqualTo(new OrderVersion(sent, sent));
    }

    @Test
    void businessKeysAreStripped() {
        OrderEvent event = parse(with("\"ef8c42c19b7518a9aebec106\"", "\" \\tef8c\\u2003\"")
                .replace("626a81ce9a8cd1920641e29c", " 626a ")
                .replace("aeca4d08abab78869c20128c", "aeca\\n"));

        assertThat(event.restaurantId()).isEqualTo("ef8c");
        assertThat(event.userId()).isEqualTo("626a");
        assertThat(event.items()).extracting(OrderEvent.Item::id).containsExactly("aeca");
        assertThat(new String(event.payload(), UTF_8)).contains("\" \\tef8c\\u2003\"");
    }

    @Test
    void orderMayHaveNoItems() {
        OrderEvent event = parse(MESSAGE.replaceAll("(?s)\"order_items\": \\[.*?\\]", "\"order_items\": []"));

        assertThat(event.items()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807", "-9223372036854775808", "0"})
    void objectIdIsA64BitInteger(long id) {
        assertThat(parse(with("1371198", Long.toString(id))).orderId()).isEqualTo(id);
    }

    @Test
    void unknownFieldsOfAnyKindAreIgnored() {
        OrderEvent event = parse(with("\"bonus_grant\": 0", "\"bonus_grant\": [1e1000000000, {}, null, true]"));

        assertThat(new String(event.payload(), UTF_8)).contains("1e1000000000");
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1371198 | \"1371198\" | object_id must be a 64-bit integer, was \"1371198\"",
                "1371198 | 1371198.0 | object_id must be a 64-bit integer, was 1371198.0",
                "1371198 | 1e3 | object_id must be a 64-bit integer, was 1e3",
                "1371198 | 9223372036854775808 | object_id must be a 64-bit integer, was 9223372036854775808",
                "1371198 | null | object_id is missing",
                "1371198 | true | object_id must be a 64-bit integer, was true",
                "1371198 | {} | object_id must be a 64-bit integer, was an object",
                "\"order\" | null | object_type is missing",
                "\"order\" | 7 | object_type must be a string, was 7",
                "\"2023-04-08 20:27:36\" | null | sent_dttm is missing",
                "\"2023-04-08 20:27:36\" | 1680985656 | sent_dttm must be a string, was 1680985656",
                "\"2023-04-08 20:27:36\" | \"2023-02-30 20:27:36\" | sent_dttm must be a timestamp such as"
                        + " 2023-04-08 20:27:36, was \"2023-02-30 20:27:36\"",
                "\"payload\" | \"Payload\" | payload is missing",
                "\"restaurant\" | \"cafe\" | payload.restaurant is missing",
                "{\"id\": \"ef8c42c19b7518a9aebec106\"} | \"ef8c\" | payload.restaurant must be an object, was \"ef8c\"",
                "{\"id\": \"ef8c42c19b7518a9aebec106\"} | {} | payload.restaurant.id is missing",
                "\"ef8c42c19b7518a9aebec106\" | 42 | payload.restaurant.id must be a string, was 42",
                "\"ef8c42c19b7518a9aebec106\" | \" \" | payload.restaurant.id must be a non-blank string, was \" \"",
                "\"626a81ce9a8cd1920641e29c\" | \"\" | payload.user.id must be a non-blank string, was \"\"",
                "\"date\" | \"Date\" | payload.date is missing",
                "\"date\": \"2023-04-01 20:45:43\" | \"date\": \"2023-04-01\" | payload.date must be a timestamp such as"
                        + " 2023-04-08 20:27:36, was \"2023-04-01\"",
                "\"cost\": 875 | \"cost\": \"875\" | payload.cost must be a number, was \"875\"",
                "\"cost\": 875 | \"cost\": 1e1000000000 | payload.cost must be a number of at most 14 digits before the"
                        + " decimal point, was 1e1000000000",
                "\"payment\": 875.5 | \"payment\": null | payload.payment is missing",
                "\"payment\": 875.5 | \"payment\": 99999999999999.999995 | payload.payment must be a number of at most 14"
                        + " digits before the decimal point, was 99999999999999.999995",
                "\"final_status\": \"CLOSED\" | \"final_status\": \"\" | payload.final_status must be a non-blank"
                        + " string, was \"\"",
                "\"update_ts\": \"2023-04-01 20:45:44\" | \"update_ts\": \"\" | payload.update_ts must be a timestamp such"
                        + " as 2023-04-08 20:27:36, was \"\"",
                "\"update_ts\": \"2023-04-01 20:45:44\" | \"update_ts\": 0 | payload.update_ts must be a string, was 0",
                "\"order_items\" | \"items\" | payload.order_items is missing",
                "[{\"id\": \"aeca | [null, {\"id\": \"aeca | payload.order_items[0] must be an object, was null",
                "[{\"id\": \"aeca | [[], {\"id\": \"aeca | payload.order_items[0] must be an object, was an array",
                "\"aeca4d08abab78869c20128c\" | null | payload.order_items[0].id is missing",
                "\"Рис с лимоном\" | null | payload.order_items[0].name is missing",
                "\"price\": 175 | \"price\": true | payload.order_items[0].price must be a number, was true",
                "\"quantity\": 5 | \"quantity\": 0 | payload.order_items[0].quantity must be an integer of at least 1,"
                        + " was 0",
                "\"quantity\": 5 | \"quantity\": 1.0 | payload.order_items[0].quantity must be a 64-bit integer,"
                        + " was 1.0",
            })
    void contractViolationNamesTheField(String replaced, String replacement, String message) {
        RejectedRecordException rejection = rejection(with(replaced, replacement));

        assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
        assertThat(rejection).hasMessage(message);
    }

    @Test
    void missingObjectTypeViolatesContract() {
        RejectedRecordException rejection = rejection("{\"object_id\": 1}");

        assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
        assertThat(rejection).hasMessage("object_type is missing");
    }

    @ParameterizedTest
    @CsvSource({"refund", "Order", "''", "order_report"})
    void objectTypeIsCheckedFirst(String type) {
        RejectedRecordException rejection = rejection("{\"object_type\": \"" + type + "\", \"object_id\": false}");

        assertThat(rejection.code()).isEqualTo(ErrorCode.UNSUPPORTED_OBJECT_TYPE);
        assertThat(rejection).hasMessage("object_type must be \"order\", was \"" + type + "\"");
    }

    @Test
    void longInvalidValueIsTruncated() {
        RejectedRecordException rejection = rejection(with("1371198", "\"" + "x".repeat(1_000_000) + "\""));

        assertThat(rejection.getMessage()).hasSizeLessThan(200);
    }

    private static String with(String replaced, String replacement) {
        assertThat(MESSAGE).contains(replaced);
        return MESSAGE.replace(replaced, replacement);
    }

    private static OrderEvent parse(String message) {
        return OrderEvent.parse(message.getBytes(UTF_8));
    }

    private static RejectedRecordException rejection(String message) {
        return catchThrowableOfType(RejectedRecordException.class, () -> parse(message));
    }
}
