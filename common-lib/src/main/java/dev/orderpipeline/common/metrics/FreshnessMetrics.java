package dev.orderpipeline.common.metrics;

import dev.orderpipeline.common.kafka.SourceRecords;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How old the data is that readers of the tables get: since the order's record was produced to the pipeline's first topic. */
final class FreshnessMetrics {

    /** The latency of a replay, which may be years, has no meaning: it is counted as this. */
    private static final Duration MAX_LATENCY = Duration.ofHours(1);

    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        MAX_LATENCY
    };

    private final InstantSource clock;
    private final Timer latency;
    private final AtomicLong newestMillis = new AtomicLong();

    FreshnessMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        latency = Timer.builder("pipeline.end.to.end.latency")
                .description("From the source record's timestamp until a record is committed, at most an hour")
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
        TimeGauge.builder("pipeline.newest.order.age", this, TimeUnit.MILLISECONDS, FreshnessMetrics::newestAge)
                .description("How long ago the newest order that is written entered the pipeline; NaN before the first")
                .register(registry);
    }

    /** One pass: it is called for every record. */
    void committed(List<ConsumerRecord<byte[], byte[]>> batch, boolean written, long now) {
        long newest = 0;
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            long entered = SourceRecords.sourceTimestamp(record);
            if (entered != ConsumerRecord.NO_TIMESTAMP) {
                newest = Math.max(newest, entered);
                long millis = Math.max(0, Math.min(MAX_LATENCY.toMillis(), now - entered));
                latency.record(millis, TimeUnit.MILLISECONDS);
            }
        }
        if (written) {
            newestMillis.accumulateAndGet(newest, (known, other) -> Math.min(Math.max(known, other), now));
        }
    }

    private double newestAge() {
        long newest = newestMillis.get();
        return newest == 0 ? Double.NaN : Math.max(0, clock.millis() - newest);
    }
}
