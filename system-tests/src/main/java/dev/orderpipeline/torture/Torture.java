package dev.orderpipeline.torture;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PreparedServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Holds seed after seed against the law of the pipeline: once the input is drained, the tables are a function of the set
 * of valid messages and the reference data, whatever the order of arrival, the duplicates, the number of replicas, and
 * the crashes.
 */
final class Torture implements AutoCloseable {

    private final LocalStack stack;
    private final PreparedServices services;
    private final Path logs;
    private final CalmPipeline calm;

    /**
     * @param stack its servers will be killed and started again; nobody else may use it meanwhile
     * @param logs a folder for the services' logs
     */
    Torture(LocalStack stack, Path logs) {
        this.stack = stack;
        this.logs = logs;
        this.services = new PreparedServices(Installation.ofThisProgram());
        this.calm = new CalmPipeline(stack, services, logs.resolve("calm"));
    }

    /**
     * How a seed came out.
     *
     * @param problems a sentence for everything that is not as it should be; empty if the law holds
     * @param logs where the services' logs are
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
        List<String> problems = new TortureRun(stack, services, calm, logsOfSeed, scenario).problems();
        return new Outcome(scenario, problems, Duration.ofNanos(System.nanoTime() - start), logsOfSeed);
    }

    @Override
    public void close() {
        calm.close();
    }
}
