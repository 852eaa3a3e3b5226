package dev.orderpipeline.common.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "875,                         875.00000",
        "0,                           0.00000",
        "-0,                          0.00000",
        "-0.0,                        0.00000",
        "0e5,                         0.00000",
        "0e2000000000,                0.00000",
        "0e-2000000000,               0.00000",
        "175.5,                       175.50000",
        "1.23456,                     1.23456",
        "1.234564,                    1.23456",
        "1.234565,                    1.23457",
        "0.000005,                    0.00001",
        "0.0000049999,                0.00000",
        "-0.000005,                   -0.00001",
        "-0.000004,                   0.00000",
        "-12.5,                       -12.50000",
        "1e2,                         100.00000",
        "1.5E+3,                      1500.00000",
        "25e-3,                       0.02500",
        "1e-1000000000,               0.00000",
        "1e-2147483647,               0.00000",
        "1e-99999999999,              0.00000",
        "0e99999999999,               0.00000",
        "-0.000e+99999999999,         0.00000",
        "0.0000001234567e+12,         123456.70000",
        "123456700000e-9,             123.45670",
        "4.9999999999e-6,             0.00000",
        "5e-6,                        0.00001",
        "5.0e-006,                    0.00001",
        "9.999999e-6,                 0.00001",
        "9.99999999,                  10.00000",
        "9999999999999999999e-5,      99999999999999.99999",
        "1e13,                        10000000000000.00000",
        "99999999999999,              99999999999999.00000",
        "99999999999999.99999,        99999999999999.99999",
        "99999999999999.999994,       99999999999999.99999",
        "-99999999999999.999994,      -99999999999999.99999"
    })
    void amountIsRoundedHalfUpToFivePlaces(String number, String stored) {
        assertThat(Money.parse(number).map(Money::format)).contains(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999999.999995",
                "-99999999999999.999995",
                "100000000000000",
                "1e14",
                "-1e14",
                "1e1000000000",
                "-1e1000000000",
                "1e2147483647",
                "1e2147483648",
                "1e99999999999",
                "-1e+99999999999",
                "99999999999999999999e-6",
                "0.00000000000001e99999999999"
            })
    void moreThanFourteenIntegerDigitsDoNotFit(String number) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(1), () -> assertThat(Money.parse(number)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"100, 1E+2", "1.50, 1.5", "0.00000, 0"})
    void equalAmountsOfAnyNotationAreEqual(String number, BigDecimal amount) {
        assertThat(Money.parse(number)).contains(amount);
    }

    @ParameterizedTest
    @MethodSource("longNumbers")
    void millionDigitsAreParsed(String number, String stored) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertThat(Money.parse(number).map(Money::format)).isEqualTo(Optional.ofNullable(stored)));
    }

    static Stream<Arguments> longNumbers() {
        String zeros = "0".repeat(1_000_000);
        String nines = "9".repeat(1_000_000);
        return Stream.of(
                Arguments.of("7." + zeros, "7.00000"),
                Arguments.of("0." + "1".repeat(1_000_000), "0.11111"),
                Arguments.of("-0." + zeros + "1", "0.00000"),
                Arguments.of("0." + zeros + "12345e1000002", "12.34500"),
                Arguments.of("12345" + zeros + "e-1000003", "12.34500"),
                Arguments.of("1e-" + zeros + "5", "0.00001"),
                Arguments.of("1e-" + nines, "0.00000"),
                Arguments.of("0e" + nines, "0.00000"),
                Arguments.of("0." + nines, "1.00000"),
                Arguments.of("99999999999999." + nines, null),
                Arguments.of("1" + zeros, null),
                Arguments.of(nines, null),
                Arguments.of("1e" + nines, null));
    }

    /** Compared with BigDecimal, for numbers that it can represent. */
    @Test
    void randomNumbersAreRoundedLikeBigDecimal() {
        Random random = new Random(19_5);
        for (int round = 0; round < 20_000; round++) {
            String number = randomNumber(random);
            BigDecimal expected = new BigDecimal(number).setScale(5, RoundingMode.HALF_UP);
            boolean fits = expected.abs().compareTo(new BigDecimal("99999999999999.99999")) <= 0;

            assertThat(Money.parse(number).map(Money::format))
                    .as(number)
                    .isEqualTo(fits ? Optional.of(expected.toPlainString()) : Optional.empty());
        }
    }

    private static String randomNumber(Random random) {
        String sign = random.nextBoolean() ? "-" : "";
        String integer = random.nextBoolean() ? "0" : "" + random.nextLong(1, 1L << random.nextInt(1, 60));
        String fraction = random.nextBoolean()
                ? ""
                : "." + "0".repeat(random.nextInt(6)) + random.nextLong(1L << random.nextInt(1, 60));
        String exponent = random.nextBoolean() ? "" : "e" + random.nextInt(-25, 15);
        return sign + integer + fraction + exponent;
    }
}
