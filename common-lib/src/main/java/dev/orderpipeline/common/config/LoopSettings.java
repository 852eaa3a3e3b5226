package dev.orderpipeline.common.config;

import java.time.Duration;
import java.util.Set;

/**
 * Settings of the batch loop.
 *
 * @param interval pause between two runs
 * @param batchSize maximum number of records in a batch
 * @param concurrency loops in this process, each with a consumer of its own
 */
public record LoopSettings(Duration interval, int batchSize, int concurrency) {

    static final Set<String> VARIABLES = Set.of("JOB_INTERVAL", "BATCH_SIZE", "CONCURRENCY");

    static LoopSettings read(SettingsReader reader) {
        return new LoopSettings(
                reader.duration("JOB_INTERVAL", Duration.ofMillis(1), Duration.ofMinutes(1), Duration.ofMillis(10)),
                reader.number("BATCH_SIZE", 1, 100_000, 500),
                reader.number("CONCURRENCY", 1, 64, 1));
    }
}
