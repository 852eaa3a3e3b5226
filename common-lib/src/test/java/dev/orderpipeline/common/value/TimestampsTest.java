package dev.orderpipeline.common.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2023-04-08 20:27:36,                 2023-04-08 20:27:36",
        "2023-04-08T20:27:36,                 2023-04-08 20:27:36",
        "2023-04-08 20:27:36.5,               2023-04-08 20:27:36.5",
        "2023-04-08 20:27:36.000,             2023-04-08 20:27:36",
        "2023-04-08 20:27:36.123450,          2023-04-08 20:27:36.12345",
        "2023-04-08 20:27:36.000001,          2023-04-08 20:27:36.000001",
        "2023-04-08 20:27:36.1234569,         2023-04-08 20:27:36.123456",
        "2023-04-08 20:27:36.999999999,       2023-04-08 20:27:36.999999",
        "2023-04-08 20:27:36.000000999,       2023-04-08 20:27:36",
        "2023-04-08T20:27:36Z,                2023-04-08 20:27:36",
        "2023-04-08 20:27:36Z,                2023-04-08 20:27:36",
        "2023-04-08T20:27:36+03:00,           2023-04-08 17:27:36",
        "2023-04-08T20:27:36+0300,            2023-04-08 17:27:36",
        "2023-04-08 20:27:36+03:00,           2023-04-08 17:27:36",
        "2023-04-08 20:27:36+03,              2023-04-08 17:27:36",
        "2023-04-08T20:27:36-09:30,           2023-04-09 05:57:36",
        "2023-04-08T20:27:36.25+00:00,        2023-04-08 20:27:36.25",
        "2023-01-01T00:30:00+01:00,           2022-12-31 23:30:00",
        "2024-02-29 00:00:00,                 2024-02-29 00:00:00",
        "0001-01-01 00:00:00,                 0001-01-01 00:00:00",
        "9999-12-31 23:59:59.999999,          9999-12-31 23:59:59.999999",
        "0000-12-31T23:30:00-01:00,           0001-01-01 00:30:00"
    })
    void timestampIsNormalisedToUtcMicroseconds(String text, String normalised) {
        LocalDateTime timestamp = Timestamps.parse(text);

        assertThat(Timestamps.format(timestamp)).isEqualTo(normalised);
        assertThat(Timestamps.parse(normalised)).isEqualTo(timestamp);
        assertThat(Timestamps.tryParse(text)).contains(timestamp);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterday",
                "2023-04-08",
                "2023-04-08 20:27",
                "20:27:36",
                " 2023-04-08 20:27:36",
                "2023-04-08 20:27:36 ",
                "2023-04-08  20:27:36",
                "2023-4-8 20:27:36",
                "23-04-08 20:27:36",
                "+2023-04-08 20:27:36",
                "-2023-04-08 20:27:36",
                "08.04.2023 20:27:36",
                "2023-02-30 00:00:00",
                "2023-02-29 00:00:00",
                "2023-04-31 00:00:00",
                "2023-13-01 00:00:00",
                "2023-00-01 00:00:00",
                "2023-04-08 24:00:00",
                "2023-04-08 20:60:00",
                "2016-12-31 23:59:60",
                "2023-04-08 20:27:36.1234567890",
                "2023-04-08 20:27:36,5",
                "2023-04-08 20:27:36+19:00",
                "2023-04-08 20:27:36+03:60",
                "2023-04-08 20:27:36+3",
                "2023-04-08 20:27:36+03:0",
                "2023-04-08 20:27:36+",
                "2023-04-08 20:27:36z",
                "2023-04-08 20:27:36 +03:00",
                "2023-04-08 20:27:36 UTC",
                "2023-04-08T20:27:36[Europe/Moscow]",
                "2023-04-08T20:27:36ZZ",
                "2023-04-08T20:27:36+03:00+0300",
                "2023-04-08 20:27:36.",
                "0000-01-01 00:00:00",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:30:00-01:00",
                "10000-01-01 00:00:00",
                "1680985656"
            })
    void invalidTimestampIsRejected(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> Timestamps.parse(text));
        assertThat(Timestamps.tryParse(text)).isEmpty();
    }
}
