package dev.orderpipeline.torture;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.Distribution;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PreparedServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Checks the law of the pipeline, seed after seed: once the input is drained, the tables are a function of the set
 * of valid messages and the reference data, whatever the order of arrival, the duplicates, the number of replicas, and
 * the crashes.
 */
final class Torture implements AutoCloseable {

    private final LocalStack stack;
    private final Optional<Distribution> distribution;
    private final PreparedServices services;
    private final Path logs;
    private final UndisturbedPipeline undisturbed;

    /**
     * @param stack its servers are killed and restarted, so it must not be shared
     * @param logs a folder for the services' logs
     */
    Torture(LocalStack stack, Path logs) {
        this(stack, Optional.empty(), logs);
    }

    /** @param distribution of the tables, on a stack of several nodes */
    Torture(LocalStack stack, Optional<Distribution> distribution, Path logs) {
        this.stack = stack;
        this.distribution = distribution;
        this.logs = logs;
        this.services = new PreparedServices(Installation.ofThisProgram());
        this.undisturbed = new UndisturbedPipeline(stack, services, distribution, logs.resolve("undisturbed"));
    }

    /**
     * The outcome of a seed.
     *
     * @param problems a sentence for every violation; empty if the law holds
     * @param logs folder of the services' logs
     */
    record Outcome(Scenario scenario, List<String> problems, Duration taken, Path logs) {

        boolean isPassed() {
            return problems.isEmpty();
        }
    }

    Outcome run(long seed) {
        long start = System.nanoTime();
        Scenario scenario = Scenario.draw(seed);
        Path logsOfSeed = logs.resolve("seed-" + seed);
        List<String> problems =
                new ScenarioRun(stack, services, distribution, undisturbed, logsOfSeed, scenario).problems();
        return new Outcome(scenario, problems, Duration.ofNanos(System.nanoTime() - start), logsOfSeed);
    }

    @Override
    public void close() {
        undisturbed.close();
    }
}
