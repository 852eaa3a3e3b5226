package dev.orderpipeline.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Whether a cache is worth its share of the heap, by the names that Micrometer gives to the metrics of caches. Thread-safe. */
public final class CacheMetrics {

    private final MeterRegistry registry;
    private final String cache;
    private final Counter hits;
    private final Counter misses;
    private final Counter evictions;

    /** @param cache its name in metrics */
    public CacheMetrics(MeterRegistry registry, String cache) {
        this.registry = registry;
        this.cache = cache;
        hits = gets("hit");
        misses = gets("miss");
        evictions = Counter.builder("cache.evictions")
                .description("Entries displaced from a cache, or cleared with it")
                .tag("cache", cache)
                .register(registry);
    }

    /** @param entries their number, read by every scrape */
    public void registerSize(LongSupplier entries) {
        Gauge.builder("cache.size", entries::getAsLong)
                .description("Entries of a cache")
                .tag("cache", cache)
                .register(registry);
    }

    public void lookedUp(long found, long notFound) {
        hits.increment(found);
        misses.increment(notFound);
    }

    public void evicted(long entries) {
        evictions.increment(entries);
    }

    private Counter gets(String result) {
        return Counter.builder("cache.gets")
                .description("Look-ups in a cache")
                .tag("cache", cache)
                .tag("result", result)
                .register(registry);
    }
}
