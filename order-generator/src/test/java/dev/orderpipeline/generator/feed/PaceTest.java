package dev.orderpipeline.generator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace(4);

    @Test
    void recordsAreDueEvenlyFromTheFirstOneOn() {
        assertThat(pace.untilDue(0, Duration.ZERO)).isZero();
        assertThat(pace.untilDue(1, Duration.ZERO)).hasMillis(250);
        assertThat(pace.untilDue(8, Duration.ofMillis(500))).hasMillis(1500);
    }

    @Test
    void delayIsCaughtUp() {
        assertThat(pace.untilDue(1, Duration.ofMillis(300))).isNegative();
    }

    @Test
    void withoutRateAMillionRecordsAreDueWithinAMillisecond() {
        assertThat(new Pace(OrderFeed.UNLIMITED).untilDue(1_000_000, Duration.ofMillis(1)))
                .isNegative();
    }
}
