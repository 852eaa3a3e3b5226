package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The services of one pipeline, each in any number of replicas. Used by one thread. */
public final class Replicas implements AutoCloseable {

    private final PreparedServices services;
    private final PipelineWorkspace workspace;
    private final IntFunction<Map<String, String>> settings;
    private final Path logs;
    private final PerStage<List<ServiceProcess>> running = PerStage.of(stage -> new ArrayList<>());
    private int started;

    /**
     * @param settings variables of a replica, by its number in the order in which they are started, from 1
     * @param logs a folder for their logs
     */
    public Replicas(
            PreparedServices services,
            PipelineWorkspace workspace,
            IntFunction<Map<String, String>> settings,
            Path logs) {
        this.services = services;
        this.workspace = workspace;
        this.settings = settings;
        this.logs = logs;
    }

    /** Starts one more replica; it is not ready yet when this returns. */
    public void start(Stage stage) {
        started++;
        Map<String, String> environment = workspace.environment(stage);
        environment.putAll(settings.apply(started));
        Path logFile = logs.resolve("%s-%d.log".formatted(stage.service(), started));
        running.get(stage).add(services.start(stage, environment, logFile));
    }

    /**
     * Removes a replica from this object; its process keeps running.
     *
     * @param number modulo the number of replicas
     */
    public ServiceProcess take(Stage stage, int number) {
        List<ServiceProcess> replicas = running.get(stage);
        return replicas.remove(number % replicas.size());
    }

    /** The replicas of a stage that have not been taken. */
    public List<ServiceProcess> of(Stage stage) {
        return List.copyOf(running.get(stage));
    }

    /** Requires that no replica has ended unexpectedly. */
    public void requireAlive() {
        all().forEach(ServiceProcess::requireAlive);
    }

    /**
     * Waits until all replicas are ready.
     *
     * @param timeout of each
     * @throws CommandFailedException if one ends, or is not ready in time, or the stop signal is given
     */
    public void awaitReady(Duration timeout, StopSignal stop) {
        all().forEach(replica -> replica.awaitReady(timeout, stop));
    }

    public boolean areReady() {
        return all().allMatch(replica -> replica.isReady() && replica.isHealthy());
    }

    /** Kills the remaining replicas. */
    @Override
    public void close() {
        all().toList().parallelStream().forEach(ServiceProcess::kill);
    }

    private Stream<ServiceProcess> all() {
        return running.values().stream().flatMap(List::stream);
    }
}
