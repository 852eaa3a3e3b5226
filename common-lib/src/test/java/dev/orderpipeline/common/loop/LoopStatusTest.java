package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoopStatusTest {

    private static final Instant START = Instant.parse("2023-04-08T20:27:36Z");

    private Instant now = START;
    private final LoopStatus status = new LoopStatus(() -> now);

    @Test
    void startsAliveButNotReady() {
        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).contains("starting");
        assertThat(status.isWaiting()).isFalse();
    }

    @Test
    void isReadyWhenRunning() {
        status.running();

        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).isEmpty();
        assertThat(status.isWaiting()).isFalse();
    }

    @Test
    void saysWhatItWaitsForUntilItRunsAgain() {
        status.waiting("PostgreSQL is down");
        assertThat(status.isAlive()).isTrue();
        assertThat(status.isWaiting()).isTrue();
        assertThat(status.whyNotReady()).contains("PostgreSQL is down");

        status.running();
        assertThat(status.isWaiting()).isFalse();
        assertThat(status.whyNotReady()).isEmpty();
    }

    @Test
    void isDeadAfterTwoMinutesOfSilence() {
        status.running();

        now = START.plus(Duration.ofMinutes(2));
        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).isEmpty();

        now = START.plus(Duration.ofMinutes(2)).plusMillis(1);
        assertThat(status.isAlive()).isFalse();
        assertThat(status.whyNotReady()).contains("no sign of life since 2023-04-08T20:27:36Z");
    }

    @Test
    void everyAttemptIsASignOfLife() {
        for (int minute = 1; minute <= 10; minute++) {
            now = START.plus(Duration.ofMinutes(minute));
            assertThat(status.isAlive()).isTrue();
            status.waiting("Kafka is down");
        }
    }
}
