package dev.orderpipeline.run.bench;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.run.PreparedServices;
import dev.orderpipeline.run.RunFailedException;
import dev.orderpipeline.run.StopSignal;
import dev.orderpipeline.run.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What every measurement needs.
 *
 * @param logs a folder for the services' logs
 */
record Workbench(LocalStack stack, PreparedServices services, Path logs, Terminal terminal, StopSignal stop) {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /**
     * Asks again and again, until the condition holds.
     *
     * @throws RunFailedException if the program is told to stop
     */
    void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pause(LOOK_EVERY);
        }
    }

    /** @throws RunFailedException if the program is told to stop */
    void pause(Duration time) {
        if (stop.await(time)) {
            throw new RunFailedException("Stopped before the measurement was over");
        }
    }
}
