package dev.orderpipeline.common.metrics;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.kafka.SourceListener;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.rejection.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Metrics of the loops of a service. Thread-safe. */
public final class PipelineMetrics implements SourceListener {

    /** A step of the loop. */
    public enum Step {
        POLL,
        PARSE,
        WRITE,
        PRODUCE,
        COMMIT
    }

    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Counter consumed;
    private final Counter written;
    private final Counter produced;
    private final Counter outOfRange;
    private final DistributionSummary batchSize;
    /** By ordinal number. */
    private final List<StepMeters> steps;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    /** By ordinal number. */
    private final List<Counter> deadLetters;

    private final Map<TopicPartition, Lag> lags = new ConcurrentHashMap<>();
    private final AtomicLong lastBatchMillis = new AtomicLong();
    private final AtomicLong newestOrderMillis = new AtomicLong();

    private record StepMeters(Timer timer, Counter cpu) {}

    private record Lag(AtomicLong records, Meter.Id gauge) {}

    public PipelineMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        consumed = counter("pipeline.records.consumed", "Records consumed from the source topic");
        written = counter("pipeline.records.written", "Records that were written to PostgreSQL");
        produced = counter("pipeline.records.produced", "Messages sent to the destination topic");
        outOfRange = counter("pipeline.offsets.out.of.range", "Committed offsets out of range of the source topic");
        batchSize = DistributionSummary.builder("pipeline.batch.size")
                .description("Records in a batch")
                .register(registry);
        steps = Stream.of(Step.values()).map(this::registerStep).toList();
        // All codes from the start, so that a rate over the first dead letter is seen.
        deadLetters =
                Stream.of(ErrorCode.values()).map(this::registerDeadLetters).toList();
        TimeGauge.builder("pipeline.last.batch.timestamp", lastBatchMillis, TimeUnit.MILLISECONDS, AtomicLong::get)
                .description("When a batch was last finished, in seconds since the epoch; 0 before the first")
                .register(registry);
        TimeGauge.builder("pipeline.newest.order.age", this, TimeUnit.MILLISECONDS, PipelineMetrics::newestOrderAge)
                .description("How long ago the newest order that is written entered the pipeline; NaN before the first")
                .register(registry);
    }

    /** Measures the CPU time of the calling thread too. */
    public <T> T time(Step step, Supplier<T> work) {
        StepMeters meters = steps.get(step.ordinal());
        long cpuBefore = threads.getCurrentThreadCpuTime();
        try {
            return meters.timer().record(work);
        } finally {
            meters.cpu().increment((threads.getCurrentThreadCpuTime() - cpuBefore) / NANOS_PER_SECOND);
        }
    }

    public void time(Step step, Runnable work) {
        time(step, () -> {
            work.run();
            return null;
        });
    }

    /** @param table with its schema */
    public <T> T timeTable(String table, Supplier<T> statement) {
        return Timer.builder("pipeline.table")
                .description("Time spent in statements on a table")
                .tag("table", table)
                .register(registry)
                .record(statement);
    }

    /**
     * A batch is committed. Nothing of it is counted before: a retried batch counts once.
     *
     * @param writtenRecords how many of its records were written to the tables
     * @param messages how many messages were produced or rejected
     * @param letters what was sent to the dead-letter topic, among them messages that the broker rejected
     */
    public void finished(
            List<ConsumerRecord<byte[], byte[]>> batch, int writtenRecords, int messages, List<DeadLetter> letters) {
        consumed.increment(batch.size());
        batchSize.record(batch.size());
        written.increment(writtenRecords);
        long rejected = letters.stream()
                .filter(letter -> letter.code() == ErrorCode.REJECTED_BY_BROKER)
                .count();
        produced.increment(messages - rejected);
        letters.forEach(letter -> deadLetters.get(letter.code().ordinal()).increment());
        long now = clock.millis();
        lastBatchMillis.set(now);
        if (writtenRecords > 0) {
            long newest = batch.stream()
                    .mapToLong(SourceRecords::sourceTimestamp)
                    .max()
                    .orElse(0);
            newestOrderMillis.accumulateAndGet(newest, (known, other) -> Math.min(Math.max(known, other), now));
        }
    }

    @Override
    public void lag(TopicPartition partition, long records) {
        lags.computeIfAbsent(partition, this::registerLag).records().set(records);
    }

    @Override
    public void revoked(TopicPartition partition) {
        Lag lag = lags.remove(partition);
        if (lag != null) {
            registry.remove(lag.gauge());
        }
    }

    @Override
    public void outOfRange(int partitions) {
        outOfRange.increment(partitions);
    }

    private StepMeters registerStep(Step step) {
        String name = step.name().toLowerCase(Locale.ROOT);
        return new StepMeters(
                Timer.builder("pipeline.step")
                        .description("Time spent in a step of the loop")
                        .tag("step", name)
                        .register(registry),
                Counter.builder("pipeline.step.cpu")
                        .description("CPU time of the loop's thread in a step")
                        .baseUnit("seconds")
                        .tag("step", name)
                        .register(registry));
    }

    private Counter registerDeadLetters(ErrorCode code) {
        return Counter.builder("pipeline.dead.letters")
                .description("Records sent to the dead-letter topic")
                .tag("code", code.name())
                .register(registry);
    }

    private Lag registerLag(TopicPartition partition) {
        AtomicLong records = new AtomicLong();
        Gauge gauge = Gauge.builder("pipeline.consumer.lag", records, AtomicLong::get)
                .description("Records of a partition after the batches in flight")
                .tag("topic", partition.topic())
                .tag("partition", Integer.toString(partition.partition()))
                .register(registry);
        return new Lag(records, gauge.getId());
    }

    private double newestOrderAge() {
        long newest = newestOrderMillis.get();
        return newest == 0 ? Double.NaN : Math.max(0, clock.millis() - newest);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
