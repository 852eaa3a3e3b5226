package dev.orderpipeline.generator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void recordsAreDueEvenlyFromTheFirstOneOn() {
        Pace pace = new Pace(OptionalInt.of(4));

        assertThat(pace.nanosecondsUntilDue(0, 0)).isZero();
        assertThat(pace.nanosecondsUntilDue(1, 0)).isEqualTo(milliseconds(250));
        assertThat(pace.nanosecondsUntilDue(8, milliseconds(500))).isEqualTo(milliseconds(1500));
    }

    @Test
    void delayIsCaughtUp() {
        Pace pace = new Pace(OptionalInt.of(4));

        assertThat(pace.nanosecondsUntilDue(1, milliseconds(300))).isNegative();
    }

    @Test
    void withoutRateAllRecordsAreDue() {
        assertThat(new Pace(OptionalInt.empty()).nanosecondsUntilDue(1_000_000, 0))
                .isZero();
    }

    private static long milliseconds(long milliseconds) {
        return Duration.ofMillis(milliseconds).toNanos();
    }
}
