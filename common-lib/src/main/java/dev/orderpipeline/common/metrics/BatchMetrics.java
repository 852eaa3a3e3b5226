package dev.orderpipeline.common.metrics;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.rejection.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whether records flow, and what becomes of them. Nothing is counted before the commit: a retried batch counts once. */
public final class BatchMetrics {

    /** Up to ten times the default of BATCH_SIZE: full batches are a sign of a backlog. */
    private static final double[] SIZE_BUCKETS = {1, 10, 50, 100, 250, 500, 1_000, 5_000};

    private final InstantSource clock;
    private final Counter consumed;
    private final Counter written;
    private final Counter produced;
    private final DistributionSummary size;
    /** By ordinal number. */
    private final List<Counter> deadLetters;

    private final AtomicLong lastMillis = new AtomicLong();
    private final FreshnessMetrics freshness;

    BatchMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        consumed = counter("pipeline.records.consumed", "Records consumed from the source topic", registry);
        written = counter("pipeline.records.written", "Records that were written to PostgreSQL", registry);
        produced = counter("pipeline.records.produced", "Messages sent to the destination topic", registry);
        size = DistributionSummary.builder("pipeline.batch.size")
                .description("Records in a batch")
                .serviceLevelObjectives(SIZE_BUCKETS)
                .register(registry);
        // All codes from the start, so that a rate over the first dead letter is seen.
        deadLetters = Stream.of(ErrorCode.values())
                .map(code -> deadLetters(code, registry))
                .toList();
        TimeGauge.builder("pipeline.last.batch.timestamp", lastMillis, TimeUnit.MILLISECONDS, AtomicLong::get)
                .description("When a batch was last finished, in seconds since the epoch; 0 before the first")
                .register(registry);
        freshness = new FreshnessMetrics(registry, clock);
    }

    /**
     * A batch is committed.
     *
     * @param writtenRecords how many of its records were written to the tables
     * @param messages how many messages the destination topic has
     * @param letters what was sent to the dead-letter topic, among them messages that the broker rejected
     */
    public void committed(
            List<ConsumerRecord<byte[], byte[]>> batch, int writtenRecords, int messages, List<DeadLetter> letters) {
        consumed.increment(batch.size());
        size.record(batch.size());
        written.increment(writtenRecords);
        produced.increment(messages);
        letters.forEach(letter -> deadLetters.get(letter.code().ordinal()).increment());
        long now = clock.millis();
        lastMillis.set(now);
        freshness.committed(batch, writtenRecords > 0, now);
    }

    private static Counter counter(String name, String description, MeterRegistry registry) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Counter deadLetters(ErrorCode code, MeterRegistry registry) {
        return Counter.builder("pipeline.dead.letters")
                .description("Records sent to the dead-letter topic")
                .tag("code", code.name())
                .register(registry);
    }
}
