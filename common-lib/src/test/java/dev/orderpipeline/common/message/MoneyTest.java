package dev.orderpipeline.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
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
        "1e13,                        10000000000000.00000",
        "99999999999999,              99999999999999.00000",
        "99999999999999.99999,        99999999999999.99999",
        "99999999999999.999994,       99999999999999.99999",
        "-99999999999999.999994,      -99999999999999.99999"
    })
    void amountsAreRoundedHalfUpToFivePlaces(String number, String stored) {
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
                "1e99999999999"
            })
    void amountsOfMoreThanFourteenDigitsDoNotFit(String number) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(1), () -> assertThat(Money.parse(number)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-99999999999", "0e99999999999"})
    void exponentsBeyondThirtyTwoBitsAreRefusedWhateverTheirValue(String number) {
        assertThat(Money.parse(number)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100, 1E+2", "1.50, 1.5", "0.00000, 0"})
    void equalAmountsAreEqualHoweverTheyWereWritten(String number, BigDecimal amount) {
        assertThat(Money.parse(number)).contains(amount);
    }

    @ParameterizedTest
    @MethodSource("digits")
    void numbersOfMoreThanAThousandCharactersAreRefused(int characters, boolean accepted) {
        String number = "0." + "1".repeat(characters - 2);

        assertThat(Money.parse(number).isPresent()).isEqualTo(accepted);
    }

    static Object[][] digits() {
        return new Object[][] {{1_000, true}, {1_001, false}, {1_000_000, false}};
    }
}
