package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.config.Timeouts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private final StopSignal stopSignal = new StopSignal();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
    private final Gathering gathering = new Gathering(stopSignal, nanoTime::get);

    @Test
    void recordsAreGatheredUntilTheEnd() {
        long start = System.nanoTime();
        assertThat(gathering.getAsBoolean()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Timeouts.GATHER_FETCH);

        nanoTime.addAndGet(Timeouts.GATHER.toNanos() - 1);
        assertThat(gathering.getAsBoolean()).isTrue();

        nanoTime.incrementAndGet();
        assertThat(gathering.getAsBoolean()).isFalse();
    }

    @Test
    void nothingIsGatheredAfterAnIdleWait() {
        nanoTime.addAndGet(Timeouts.GATHER_FETCH.toNanos());
        assertThat(gathering.getAsBoolean()).isFalse();
    }

    @Test
    void stopEndsTheGathering() {
        stopSignal.stopNow();

        assertThat(gathering.getAsBoolean()).isFalse();
    }
}
