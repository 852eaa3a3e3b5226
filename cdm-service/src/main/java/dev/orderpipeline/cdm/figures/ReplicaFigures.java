package dev.orderpipeline.cdm.figures;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** What this replica does now, from its meters. */
public final class ReplicaFigures {

    private static final double MILLIS_PER_SECOND = 1000;

    private final MeterRegistry registry;
    private final RecentChanges changes;
    private final Clock clock;

    public ReplicaFigures(MeterRegistry registry, RecentChanges changes, Clock clock) {
        this.registry = registry;
        this.changes = changes;
        this.clock = clock;
    }

    /** Records of the assigned partitions that are not consumed yet; empty while none is assigned. */
    public OptionalLong lag() {
        Collection<Gauge> partitions = registry.find("pipeline.consumer.lag").gauges();
        return partitions.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        partitions.stream().mapToLong(lag -> (long) lag.value()).sum());
    }

    /** When the newest order that is counted entered the pipeline, in whole seconds; empty before the first. */
    public Optional<Instant> newestOrder() {
        return Optional.ofNullable(registry.find("pipeline.newest.order.age").gauge())
                .map(Gauge::value)
                .filter(Double::isFinite)
                .map(seconds -> clock.instant()
                        .minus(Duration.ofMillis((long) (seconds * MILLIS_PER_SECOND)))
                        .truncatedTo(ChronoUnit.SECONDS));
    }

    public long countersChangedInLastMinute() {
        return changes.inLastMinute();
    }
}
