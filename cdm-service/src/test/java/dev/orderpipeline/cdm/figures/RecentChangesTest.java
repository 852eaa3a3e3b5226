package dev.orderpipeline.cdm.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentChangesTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-04-01T10:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final RecentChanges changes = new RecentChanges(clock);

    @Test
    void changesCountForAMinute() {
        changes.add(3);
        pass(30);
        changes.add(4);
        assertThat(changes.inLastMinute()).isEqualTo(7);

        pass(29);
        assertThat(changes.inLastMinute()).isEqualTo(7);
        pass(1);
        assertThat(changes.inLastMinute()).isEqualTo(4);
        pass(30);
        assertThat(changes.inLastMinute()).isZero();
    }

    @Test
    void oldChangesAreClearedAfterAPause() {
        changes.add(3);
        pass(100_000);
        assertThat(changes.inLastMinute()).isZero();
    }

    @Test
    void clockThatIsSetBackClearsNothing() {
        changes.add(3);
        pass(-10);
        changes.add(4);
        assertThat(changes.inLastMinute()).isEqualTo(7);
    }

    private void pass(int seconds) {
        now.updateAndGet(before -> before.plusSeconds(seconds));
    }
}
