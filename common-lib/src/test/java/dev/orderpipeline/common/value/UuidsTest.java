package dev.orderpipeline.common.value;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidsTest {

    @Test
    void writtenUuidIsParsedBack() {
        Random random = new Random(4122);
        for (int round = 0; round < 10_000; round++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());

            assertThat(Uuids.tryParse(uuid.toString())).contains(uuid);
            assertThat(Uuids.ascii(uuid)).asString(US_ASCII).isEqualTo(uuid.toString());
        }
    }

    @Test
    void orderIsThatOfTheTexts() {
        Random random = new Random(2);
        List<UUID> uuids = Stream.generate(() -> new UUID(random.nextLong() >> 61, random.nextLong() >> 61))
                .limit(100)
                .toList();

        assertThat(uuids.stream().sorted(Uuids.ORDER))
                .containsExactlyElementsOf(uuids.stream()
                        .sorted(Comparator.comparing(UUID::toString))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-2-3-4-5",
                "7B345B0F-82ae-835a-f083-550bf7caaa95",
                "7b345b0f-82ae-835a-f083-550bf7caaa9",
                "7b345b0f-82ae-835a-f083-550bf7caaa955",
                "7b345b0f82-ae-835a-f083-550bf7caaa95",
                "7b345b0f-82ae-835a-f083550bf7-caaa95",
                "+b345b0f-82ae-835a-f083-550bf7caaa95",
                "-b345b0f-82ae-835a-f083-550bf7caaa95",
                "7b345b0f-82ae-835a-f083-550bf7caaa9g",
                "gb345b0f-82ae-835a-f083-550bf7caaa95",
                "7b345b0f-82ae-835a-f083-550bf7caaa9٣",
                "7b345b0f-82ae-835a-f083-550bf7caaa9я",
                "{b345b0f-82ae-835a-f083-550bf7caaa95",
                "7b345b0f 82ae 835a f083 550bf7caaa95"
            })
    void otherNotationIsRejected(String text) {
        assertThat(Uuids.tryParse(text)).isEmpty();
    }
}
