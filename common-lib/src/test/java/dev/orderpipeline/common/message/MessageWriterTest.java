package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

    private static final String JSON = """
            {"object_id":"%1$s:%1$s","object_type":"user_product_counter","sent_dttm":"2023-04-08 20:27:36",\
            "payload":{"user_id":"%1$s","product_id":"%1$s","product_name":"%2$s","order_cnt":3}}""";

    private static final UUID KEY = UUID.fromString("7b345b0f-82ae-835a-f083-550bf7caaa95");

    private final MessageWriter writer = new MessageWriter();

    @Test
    void nextMessageStartsEmpty() {
        assertWritten("Рис с лимоном");
        assertWritten("Чай");
    }

    @Test
    void largeMessageIsWrittenCompletely() {
        assertWritten("Чай".repeat(100_000));
        assertWritten("Чай");
    }

    private void assertWritten(String name) {
        CounterValue counter =
                CounterValue.of(LocalDateTime.of(2023, 4, 8, 20, 27, 36), new CounterValue.Product(KEY, KEY, name, 3));

        assertThat(new String(writer.write(counter), UTF_8)).isEqualTo(JSON.formatted(KEY, name));
    }
}
