package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.PreparedServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What all measurements share: servers, services, and the terminal. */
final class BenchmarkContext {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final LocalStack stack;
    private final PreparedServices services;
    private final Map<String, String> variables;
    private final Path logs;
    private final Terminal terminal;
    private final StopSignal stop;

    /** @param logs a folder for the services' logs */
    BenchmarkContext(LocalStack stack, PreparedServices services, Path logs, Terminal terminal, StopSignal stop) {
        this(stack, services, Map.of(), logs, terminal, stop);
    }

    private BenchmarkContext(
            LocalStack stack,
            PreparedServices services,
            Map<String, String> variables,
            Path logs,
            Terminal terminal,
            StopSignal stop) {
        this.stack = stack;
        this.services = services;
        this.variables = variables;
        this.logs = logs;
        this.terminal = terminal;
        this.stop = stop;
    }

    /** The same servers, with services that are started with more flags of the JVM. */
    BenchmarkContext withJvmFlags(List<String> flags) {
        return new BenchmarkContext(stack, services.withJvmFlags(flags), variables, logs, terminal, stop);
    }

    /** The same servers, with services that have other variables. */
    BenchmarkContext withVariables(Map<String, String> others) {
        return new BenchmarkContext(stack, services, others, logs, terminal, stop);
    }

    LocalStack stack() {
        return stack;
    }

    PreparedServices services() {
        return services;
    }

    /** Variables of the services that differ from the defaults. */
    Map<String, String> variables() {
        return variables;
    }

    Path logs() {
        return logs;
    }

    Terminal terminal() {
        return terminal;
    }

    StopSignal stop() {
        return stop;
    }

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
