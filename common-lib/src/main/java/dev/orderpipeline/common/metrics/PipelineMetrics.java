package dev.orderpipeline.common.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * Metrics of the loops of a service, registered at its start, so that a rate over the first event is seen. Thread-safe.
 * Those of a cache are in {@link CacheMetrics}; a gauge is registered by the class whose state it shows.
 */
public record PipelineMetrics(
        StepMetrics steps,
        TableMetrics tables,
        BatchMetrics batches,
        RetryMetrics retries,
        PartitionMetrics partitions) {

    public PipelineMetrics(MeterRegistry registry, InstantSource clock) {
        this(
                new StepMetrics(registry),
                new TableMetrics(registry),
                new BatchMetrics(registry, clock),
                new RetryMetrics(registry),
                new PartitionMetrics(registry));
    }
}
