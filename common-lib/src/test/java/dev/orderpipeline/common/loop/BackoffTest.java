package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff();

    @Test
    void pausesGrowUpToTenSeconds() {
        assertThat(pauses(8)).containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
    }

    @Test
    void resetStartsOver() {
        pauses(5);

        backoff.reset();

        assertThat(pauses(2)).containsExactly(250L, 500L);
    }

    private List<Long> pauses(int count) {
        return Stream.generate(() -> backoff.next().toMillis()).limit(count).toList();
    }
}
