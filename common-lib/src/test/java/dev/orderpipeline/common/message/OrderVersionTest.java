package dev.orderpipeline.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderVersionTest {

    private static final LocalDateTime EARLY = LocalDateTime.of(2023, 4, 1, 20, 45, 43);
    private static final LocalDateTime LATE = EARLY.plusNanos(1_000);

    @Test
    void ordersByUpdateThenSentTime() {
        OrderVersion first = new OrderVersion(EARLY, EARLY);
        OrderVersion sentAgain = new OrderVersion(EARLY, LATE);
        OrderVersion updated = new OrderVersion(LATE, EARLY);

        assertThat(List.of(updated, sentAgain, first).stream().sorted()).containsExactly(first, sentAgain, updated);
    }

    @Test
    void equalVersionIsNotNewer() {
        OrderVersion version = new OrderVersion(EARLY, EARLY);

        assertThat(version.isNewerThan(new OrderVersion(EARLY, EARLY))).isFalse();
        assertThat(new OrderVersion(EARLY, LATE).isNewerThan(version)).isTrue();
        assertThat(version.isNewerThan(new OrderVersion(EARLY, LATE))).isFalse();
    }
}
