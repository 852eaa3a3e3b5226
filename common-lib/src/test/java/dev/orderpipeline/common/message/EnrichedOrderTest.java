package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrichedOrderTest {

    private static final EnrichedOrder ORDER = EnrichedOrder.of(
            new OrderVersion(LocalDateTime.of(2023, 4, 1, 20, 45, 43), LocalDateTime.of(2023, 4, 8, 20, 27, 36)),
            new EnrichedOrder.Payload(
                    1371198,
                    LocalDateTime.of(2023, 4, 1, 20, 45, 44, 500_000_000),
                    new BigDecimal("1E+2"),
                    new BigDecimal("99.5"),
                    "CLOSED",
                    LocalDateTime.of(2023, 4, 1, 20, 45, 43),
                    new EnrichedOrder.Restaurant(
                            "ef8c42c19b7518a9aebec106", "Вкус Индии", LocalDateTime.of(2023, 8, 11, 16, 50, 44)),
                    new EnrichedOrder.User(
                            "626a81ce9a8cd1920641e29c",
                            "Ян 😀",
                            "konstantin58",
                            LocalDateTime.of(2023, 8, 11, 16, 45, 0)),
                    Map.of(
                            "aeca4d08abab78869c20128c",
                            new EnrichedOrder.Product(
                                    "aeca4d08abab78869c20128c",
                                    "Рис с лимоном",
                                    new BigDecimal("175"),
                                    5,
                                    "Гарниры"))));

    private static final String JSON = """
            {"object_id":1371198,"object_type":"order","sent_dttm":"2023-04-08 20:27:36",\
            "payload":{"id":1371198,"date":"2023-04-01 20:45:44.5","cost":100,"payment":99.5,"status":"CLOSED",\
            "update_ts":"2023-04-01 20:45:43",\
            "restaurant":{"restaurant_id":"ef8c42c19b7518a9aebec106","restaurant_name":"Вкус Индии",\
            "update_ts":"2023-08-11 16:50:44"},\
            "user":{"user_id":"626a81ce9a8cd1920641e29c","user_name":"Ян 😀","user_login":"konstantin58",\
            "update_ts":"2023-08-11 16:45:00"},\
            "products":{"aeca4d08abab78869c20128c":{"id":"aeca4d08abab78869c20128c","name":"Рис с лимоном",\
            "price":175,"quantity":5,"category":"Гарниры"}}}}""";

    @Test
    void writtenMessageMatchesContract() {
        assertThat(new String(new MessageWriter().write(ORDER), UTF_8)).isEqualTo(JSON);
    }

    @Test
    void writtenMessageIsParsedBack() {
        assertThat(parse(JSON)).isEqualTo(ORDER);
    }

    @Test
    void extremeAmountsAreParsedBack() {
        EnrichedOrder order = parse(
                JSON.replace("\"cost\":100", "\"cost\":99999999999999.99999").replace("99.5", "0.000010"));

        assertThat(new String(new MessageWriter().write(order), UTF_8))
                .contains("\"cost\":99999999999999.99999,\"payment\":0.00001,");
    }

    @Test
    void versionIsUpdateThenSentTime() {
        assertThat(ORDER.version())
                .isEqualTo(new OrderVersion(
                        LocalDateTime.of(2023, 4, 1, 20, 45, 43), LocalDateTime.of(2023, 4, 8, 20, 27, 36)));
    }

    @Test
    void missingTimestampsDefaultToOrderThenSentTime() {
        EnrichedOrder order = parse(JSON.replaceAll(",?\"update_ts\":\"[^\"]*\"", "")
                .replace("\"status\":\"CLOSED\",,", "\"status\":\"CLOSED\","));

        LocalDateTime sent = LocalDateTime.of(2023, 4, 8, 20, 27, 36);
        assertThat(order.payload().updateTs()).isEqualTo(sent);
        assertThat(order.payload().restaurant().updateTs()).isEqualTo(sent);
        assertThat(order.payload().user().updateTs()).isEqualTo(sent);
    }

    @Test
    void namesMayBeBlank() {
        EnrichedOrder order =
                parse(JSON.replace("Вкус Индии", "").replace("Ян 😀", " ").replace("konstantin58", ""));

        assertThat(order.payload().restaurant().restaurantName()).isEmpty();
        assertThat(order.payload().user().userName()).isEqualTo(" ");
        assertThat(order.payload().user().userLogin()).isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"object_id\":1371198 | \"object_id\":null | object_id is missing",
                "\"sent_dttm\" | \"sent\" | sent_dttm is missing",
                "\"payload\":{ | \"other\":{ | payload is missing",
                "\"2023-04-01 20:45:44.5\" | \"today\" | payload.date must be a timestamp such as 2023-04-08 20:27:36,"
                        + " was \"today\"",
                "\"cost\":100 | \"cost\":\"100\" | payload.cost must be a number, was \"100\"",
                "\"payment\":99.5 | \"paid\":99.5 | payload.payment is missing",
                "\"CLOSED\" | \"\" | payload.status must be a non-blank string, was \"\"",
                "\"ef8c42c19b7518a9aebec106\" | \"\" | payload.restaurant.restaurant_id must be a non-blank string,"
                        + " was \"\"",
                "\"restaurant_name\" | \"name\" | payload.restaurant.restaurant_name is missing",
                "\"2023-08-11 16:50:44\" | \"\" | payload.restaurant.update_ts must be a timestamp such as"
                        + " 2023-04-08 20:27:36, was \"\"",
                "\"626a81ce9a8cd1920641e29c\" | 1 | payload.user.user_id must be a string, was 1",
                "\"user_login\" | \"login\" | payload.user.user_login is missing",
                "\"products\":{ | \"products\":{\"x\":[], | payload.products.x must be an object, was an array",
                "\"id\":\"aeca4d08abab78869c20128c\" | \"id\":\"\" | payload.products.aeca4d08abab78869c20128c.id must be"
                        + " a non-blank string, was \"\"",
                "\"price\":175 | \"price\":null | payload.products.aeca4d08abab78869c20128c.price is missing",
                "\"quantity\":5 | \"quantity\":-1 | payload.products.aeca4d08abab78869c20128c.quantity must be an integer"
                        + " of at least 1, was -1",
                "\"Гарниры\" | \" \" | payload.products.aeca4d08abab78869c20128c.category must be a non-blank"
                        + " string, was \" \"",
            })
    void contractViolationNamesTheField(String replaced, String replacement, String message) {
        assertThat(JSON).contains(replaced);

        RejectedRecordException rejection =
                catchThrowableOfType(RejectedRecordException.class, () -> parse(JSON.replace(replaced, replacement)));

        assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
        assertThat(rejection).hasMessage(message);
    }

    @Test
    void otherObjectTypeIsUnsupported() {
        RejectedRecordException rejection = catchThrowableOfType(
                RejectedRecordException.class, () -> parse(JSON.replace("\"order\"", "\"order_report\"")));

        assertThat(rejection.code()).isEqualTo(ErrorCode.UNSUPPORTED_OBJECT_TYPE);
    }

    private static EnrichedOrder parse(String message) {
        return EnrichedOrder.parse(message.getBytes(UTF_8));
    }
}
