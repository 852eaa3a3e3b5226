package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.service.Distribution;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.utils.Utils;

/**
 * Checks the law of the pipeline, seed after seed: once the input is drained, the tables are a function of the set
 * of valid messages and the reference data, whatever the order of arrival, the duplicates, the number of replicas, and
 * the crashes.
 */
final class Torture implements AutoCloseable {

    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    private final LocalStack stack;
    private final Optional<Distribution> distribution;
    private final PreparedServices services;
    private final Path logs;
    private final UndisturbedPipeline undisturbed;

    /**
     * @param stack its servers are killed and restarted, so it must not be shared
     * @param distribution of the tables, on a stack of several nodes
     * @param logs a folder for the services' logs
     */
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

    /** @param protocols by which the replicas join their group, in turn */
    Outcome run(long seed, List<GroupProtocol> protocols) {
        long start = System.nanoTime();
        Scenario scenario = Scenario.draw(seed);
        Path logsOfSeed = logs.resolve("seed-" + seed);
        List<String> problems = problems(scenario, protocols, logsOfSeed);
        return new Outcome(scenario, problems, Duration.ofNanos(System.nanoTime() - start), logsOfSeed);
    }

    private List<String> problems(Scenario scenario, List<GroupProtocol> protocols, Path logsOfSeed) {
        IntFunction<Map<String, String>> settings = replica -> Map.of(
                "BATCH_SIZE", Integer.toString(scenario.batchSize()),
                "CONCURRENCY", Integer.toString(scenario.concurrency()),
                "KAFKA_GROUP_PROTOCOL",
                        protocols.get(replica % protocols.size()).name.toLowerCase(Locale.ROOT));
        try (PipelineWorkspace workspace = emptyWorkspace(scenario)) {
            ArrivalFeed feed = new ArrivalFeed(workspace);
            try (Replicas replicas = new Replicas(services, workspace, settings, logsOfSeed)) {
                scenario.replicas()
                        .forEach((stage, count) -> IntStream.range(0, count).forEach(number -> replicas.start(stage)));
                distribution.ifPresent(distributed -> distributed.apply(workspace, replicas));
                Map<String, List<String>> undisturbedTables = undisturbed.tablesAfter(scenario.messages());
                disturb(scenario, workspace, feed, replicas);
                List<String> problems =
                        new LawCheck(scenario, workspace).problems(feed.invalidRecords(), undisturbedTables);
                if (!Await.until(READY_TIMEOUT, replicas::areReady)) {
                    problems.add("Not all replicas are healthy and ready at the end");
                }
                return problems;
            } finally {
                startServers();
            }
        } catch (CommandFailedException | LocalStackException e) {
            return List.of(e.getMessage());
        }
    }

    /** On running servers, however the previous scenario ended. */
    private PipelineWorkspace emptyWorkspace(Scenario scenario) {
        startServers();
        stack.redis().flush();
        stack.redis().set(scenario.reference().referenceData());
        return new PipelineWorkspace(stack, scenario.partitions());
    }

    private void disturb(Scenario scenario, PipelineWorkspace workspace, ArrivalFeed feed, Replicas replicas) {
        Drain drain = new Drain(workspace, replicas);
        try (DisruptionInjector injector =
                new DisruptionInjector(workspace, replicas, scenario.reference().referenceData())) {
            int fed = 0;
            for (Disruption disruption : scenario.disruptions()) {
                feed.feed(scenario.arrivals().subList(fed, disruption.fed()));
                fed = disruption.fed();
                drain.awaitProgress(disruption.watched(), disruption.consumed(), PROGRESS_TIMEOUT);
                Utils.sleep(disruption.delayMillis());
                injector.inject(disruption);
            }
            feed.feed(scenario.arrivals().subList(fed, scenario.arrivals().size()));
            injector.await();
        }
        drain.await();
    }

    private void startServers() {
        stack.kafka().start();
        stack.postgres().start();
        stack.redis().start();
    }

    @Override
    public void close() {
        undisturbed.close();
    }
}
