package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CounterValueTest {

    private static final LocalDateTime SENT = LocalDateTime.of(2023, 4, 8, 20, 27, 36, 120_000_000);
    private static final String USER = "6a8d56e9-715e-814c-27c2-0c4d77ad79f6";
    private static final String COUNTED = "7c13a253-51e7-19d6-8df0-15d80d0e9a9a";

    @Test
    void productCounterMatchesContract() {
        CounterValue value = CounterValue.of(
                SENT, new CounterValue.Product(UUID.fromString(USER), UUID.fromString(COUNTED), "Рис", 3));

        assertThat(new String(new MessageWriter().write(value), UTF_8)).isEqualTo("""
                        {"object_id":"%1$s:%2$s","object_type":"user_product_counter",\
                        "sent_dttm":"2023-04-08 20:27:36.12",\
                        "payload":{"user_id":"%1$s","product_id":"%2$s","product_name":"Рис","order_cnt":3}}""".formatted(USER, COUNTED));
        assertThat(value.recordKey()).isEqualTo("user_product_counter:" + USER + ":" + COUNTED);
    }

    @Test
    void categoryCounterMatchesContract() {
        CounterValue value = CounterValue.of(
                SENT, new CounterValue.Category(UUID.fromString(USER), UUID.fromString(COUNTED), "Закуски", 0));

        assertThat(new String(new MessageWriter().write(value), UTF_8)).isEqualTo("""
                        {"object_id":"%1$s:%2$s","object_type":"user_category_counter",\
                        "sent_dttm":"2023-04-08 20:27:36.12",\
                        "payload":{"user_id":"%1$s","category_id":"%2$s","category_name":"Закуски","order_cnt":0}}""".formatted(USER, COUNTED));
        assertThat(value.recordKey()).isEqualTo("user_category_counter:" + USER + ":" + COUNTED);
    }
}
