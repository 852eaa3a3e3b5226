package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopStatusTest {

    private Duration now = Duration.ofDays(-1);
    private final LoopStatus status = new LoopStatus(() -> now.toNanos());

    @Test
    void startsAliveButNotReady() {
        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).contains("starting");
        assertThat(status.isRetrying()).isFalse();
    }

    @Test
    void isReadyWhenRunning() {
        status.running();

        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).isEmpty();
        assertThat(status.isRetrying()).isFalse();
    }

    @Test
    void isReadyOnceItHasJoinedItsGroup() {
        status.joined();

        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).isEmpty();
    }

    @Test
    void joiningItsGroupDoesNotEndRetrying() {
        status.retrying("PostgreSQL is down");

        status.joined();

        assertThat(status.isRetrying()).isTrue();
        assertThat(status.whyNotReady()).contains("PostgreSQL is down");
    }

    @Test
    void reasonIsReportedUntilTheLoopRuns() {
        status.retrying("PostgreSQL is down");
        assertThat(status.isAlive()).isTrue();
        assertThat(status.isRetrying()).isTrue();
        assertThat(status.whyNotReady()).contains("PostgreSQL is down");

        status.running();
        assertThat(status.isRetrying()).isFalse();
        assertThat(status.whyNotReady()).isEmpty();
    }

    @Test
    void isDeadAfterTwoMinutesWithoutHeartbeat() {
        status.running();

        now = now.plusMinutes(2);
        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).isEmpty();

        now = now.plusMillis(1);
        assertThat(status.isAlive()).isFalse();
        assertThat(status.whyNotReady()).contains("no heartbeat for 120 s");
    }

    @Test
    void heartbeatKeepsTheState() {
        status.retrying("PostgreSQL is down");

        now = now.plusMinutes(3);
        status.heartbeat();

        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady()).contains("PostgreSQL is down");
    }

    @Test
    void everyAttemptIsAHeartbeat() {
        for (int attempt = 0; attempt < 10; attempt++) {
            now = now.plusMinutes(1);
            assertThat(status.isAlive()).isTrue();
            status.retrying("Kafka is down");
        }
    }
}
