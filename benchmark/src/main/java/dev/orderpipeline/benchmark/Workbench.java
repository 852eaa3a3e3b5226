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
 * What every measurement needs.
 *
 * @param logs a folder for the services' logs
 */
record Workbench(LocalStack stack, PreparedServices services, Path logs, Terminal terminal, StopSignal stop) {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /**
     * Asks again and again, until the condition holds.
     *
     * @throws CommandFailedException if the program is told to stop
     */
    void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pause(LOOK_EVERY);
        }
    }

    /** @throws CommandFailedException if the program is told to stop */
    void pause(Duration time) {
        if (stop.await(time)) {
            throw new CommandFailedException("Stopped before the measurement was over");
        }
    }
}
