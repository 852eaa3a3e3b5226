package dev.orderpipeline.generator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallDetectorTest {

    private final AtomicLong clock = new AtomicLong();
    private final StallDetector watch = new StallDetector(Duration.ofSeconds(10), clock::get);

    @Test
    void sameStateForTheTimeoutIsAStall() {
        assertThat(watch.isStalled("a")).isFalse();
        passSeconds(9);
        assertThat(watch.isStalled("a")).isFalse();
        passSeconds(1);
        assertThat(watch.isStalled("a")).isTrue();
    }

    @Test
    void changeRestartsTheTimeout() {
        watch.isStalled("a");
        passSeconds(9);
        watch.isStalled("b");
        passSeconds(9);

        assertThat(watch.isStalled("b")).isFalse();
    }

    private void passSeconds(long seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
