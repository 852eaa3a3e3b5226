package dev.orderpipeline.common.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which table the time of a write goes to. */
public final class TableMetrics {

    private final MeterRegistry registry;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    TableMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param table with its schema; one of the service's own, so that there are few */
    public <T> T time(String table, Supplier<T> statement) {
        return timers.computeIfAbsent(table, this::register).record(statement);
    }

    private Timer register(String table) {
        return Timer.builder("pipeline.table")
                .description("Time spent in statements on a table")
                .tag("table", table)
                .register(registry);
    }
}
