package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.PreparedServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What all measurements share.
 *
 * @param logs a folder for the services' logs
 */
record BenchmarkContext(LocalStack stack, PreparedServices services, Path logs, Terminal terminal, StopSignal stop) {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /**
     * Polls until the condition holds.
     *
     * @throws CommandFailedException if the stop signal is given
     */
    void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pause(POLL_INTERVAL);
        }
    }

    /** @throws CommandFailedException if the stop signal is given */
    void pause(Duration time) {
        if (stop.await(time)) {
            throw new CommandFailedException("Stopped before the measurement was complete");
        }
    }
}
