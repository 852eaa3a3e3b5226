package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderReportTest {

    private static final String ORDER = "7b345b0f-82ae-835a-f083-550bf7caaa95";
    private static final String RESTAURANT = "b5c3aa2e-2c5b-4a2e-8b2b-0f1f7d1d3a01";
    private static final String USER = "6a8d56e9-715e-814c-27c2-0c4d77ad79f6";
    private static final String PRODUCT = "949c3a89-f2df-f3f0-fda3-37354146646d";
    private static final String CATEGORY = "7c13a253-51e7-19d6-8df0-15d80d0e9a9a";

    private static final OrderReport REPORT = OrderReport.of(
            LocalDateTime.of(2023, 4, 8, 20, 27, 36),
            new OrderReport.Payload(
                    UUID.fromString(ORDER),
                    LocalDateTime.of(2023, 4, 1, 20, 45, 43),
                    "CLOSED",
                    LocalDateTime.of(2023, 4, 1, 20, 45, 44),
                    new OrderReport.Restaurant(
                            UUID.fromString(RESTAURANT), "Вкус Индии", LocalDateTime.of(2023, 8, 11, 16, 50, 44)),
                    new OrderReport.User(UUID.fromString(USER), "Ян"),
                    List.of(new OrderReport.Product(
                            UUID.fromString(PRODUCT),
                            "Рис с лимоном",
                            new OrderReport.Category(UUID.fromString(CATEGORY), "Гарниры")))));

    private static final String JSON = """
            {"object_id":"%1$s","object_type":"order_report","sent_dttm":"2023-04-08 20:27:36",\
            "payload":{"id":"%1$s","order_dt":"2023-04-01 20:45:43","status":"CLOSED","update_ts":"2023-04-01 20:45:44",\
            "restaurant":{"id":"%2$s","name":"Вкус Индии","update_ts":"2023-08-11 16:50:44"},\
            "user":{"id":"%3$s","username":"Ян"},\
            "products":[{"id":"%4$s","name":"Рис с лимоном","category":{"id":"%5$s","name":"Гарниры"}}]}}""".formatted(ORDER, RESTAURANT, USER, PRODUCT, CATEGORY);

    @Test
    void writtenMessageMatchesContract() {
        assertThat(new String(new MessageWriter().write(REPORT), UTF_8)).isEqualTo(JSON);
    }

    @Test
    void writtenMessageIsParsedBack() {
        assertThat(parse(JSON)).isEqualTo(REPORT);
    }

    @Test
    void versionIsUpdateThenSentTime() {
        assertThat(REPORT.version())
                .isEqualTo(new OrderVersion(
                        LocalDateTime.of(2023, 4, 1, 20, 45, 44), LocalDateTime.of(2023, 4, 8, 20, 27, 36)));
    }

    @Test
    void missingMenuTimestampDefaultsToOrder() {
        OrderReport report = parse(JSON.replace(",\"update_ts\":\"2023-08-11 16:50:44\"", ""));

        assertThat(report.payload().restaurant().updateTs()).isEqualTo(LocalDateTime.of(2023, 4, 1, 20, 45, 44));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"object_id\":\"7b345b0f-82ae-835a-f083-550bf7caaa95\" | {\"object_id\":1371198 | object_id must be a"
                        + " string, was 1371198",
                "{\"object_id\":\"7b345b0f-82ae-835a-f083-550bf7caaa95\" | {\"object_id\":\"1-2-3-4-5\" | object_id must"
                        + " be a UUID in lower case, was \"1-2-3-4-5\"",
                "{\"object_id\":\"7b345b0f- | {\"object_id\":\"7B345B0F- | object_id must be a UUID in lower case, was"
                        + " \"7B345B0F-82ae-835a-f083-550bf7caaa95\"",
                "\"order_dt\" | \"date\" | payload.order_dt is missing",
                "\"CLOSED\" | \" \" | payload.status must be a non-blank string, was \" \"",
                "\"restaurant\":{ | \"restaurant\":null,\"x\":{ | payload.restaurant is missing",
                "\"user\":{\"id\" | \"user\":{\"key\" | payload.user.id is missing",
                "\"username\" | \"name\" | payload.user.username is missing",
                "\"products\":[ | \"products\":[1, | payload.products[0] must be an object, was 1",
                "{\"id\":\"949c3a89- | {\"id\":\"949c3a89 | payload.products[0].id must be a UUID in lower case, was"
                        + " \"949c3a89f2df-f3f0-fda3-37354146646d\"",
                "\"category\" | \"kind\" | payload.products[0].category is missing",
                "\"Гарниры\" | false | payload.products[0].category.name must be a string, was false",
            })
    void contractViolationNamesTheField(String replaced, String replacement, String message) {
        assertThat(JSON).contains(replaced);

        RejectedRecordException rejection =
                catchThrowableOfType(RejectedRecordException.class, () -> parse(JSON.replace(replaced, replacement)));

        assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
        assertThat(rejection).hasMessage(message);
    }

    @Test
    void orderIsRejectedAsReport() {
        RejectedRecordException rejection = catchThrowableOfType(
                RejectedRecordException.class, () -> parse(JSON.replace("\"order_report\"", "\"order\"")));

        assertThat(rejection.code()).isEqualTo(ErrorCode.UNSUPPORTED_OBJECT_TYPE);
    }

    private static OrderReport parse(String message) {
        return OrderReport.parse(message.getBytes(UTF_8));
    }
}
