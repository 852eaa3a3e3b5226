package dev.orderpipeline.common.metrics;

import dev.orderpipeline.common.kafka.SourceListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** How far behind the assigned partitions are, and whether records were lost before they were consumed. */
public final class PartitionMetrics implements SourceListener {

    private final MeterRegistry registry;
    private final Counter outOfRange;
    private final Map<TopicPartition, Lag> lags = new ConcurrentHashMap<>();

    private record Lag(AtomicLong records, Meter.Id gauge) {}

    PartitionMetrics(MeterRegistry registry) {
        this.registry = registry;
        outOfRange = Counter.builder("pipeline.offsets.out.of.range")
                .description("Committed offsets out of range of the source topic")
                .register(registry);
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

    private Lag registerLag(TopicPartition partition) {
        AtomicLong records = new AtomicLong();
        Gauge gauge = Gauge.builder("pipeline.consumer.lag", records, AtomicLong::get)
                .description("Records of a partition after the batches in flight")
                .tag("topic", partition.topic())
                .tag("partition", Integer.toString(partition.partition()))
                .register(registry);
        return new Lag(records, gauge.getId());
    }
}
