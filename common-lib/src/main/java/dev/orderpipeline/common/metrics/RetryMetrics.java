package dev.orderpipeline.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.Stream;

/** What keeps the loop from making progress: which server, the setup of one, or a bug. */
public final class RetryMetrics {

    /** By ordinal number; all from the start, so that a rate over the first retry is seen. */
    private final List<Counter> retries;

    RetryMetrics(MeterRegistry registry) {
        retries = Stream.of(RetryCause.values())
                .map(cause -> Counter.builder("pipeline.retries")
                        .description("Failed attempts of the loop, which are retried")
                        .tag("cause", cause.tag())
                        .register(registry))
                .toList();
    }

    public void retrying(RetryCause cause) {
        retries.get(cause.ordinal()).increment();
    }
}
