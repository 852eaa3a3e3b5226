package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.check.DeadLetterCheck;
import dev.orderpipeline.quickstart.check.Recount;
import dev.orderpipeline.quickstart.service.Distribution;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs a scenario on a pipeline of its own, and checks the law of the pipeline. */
record ScenarioRun(
        LocalStack stack,
        PreparedServices services,
        Optional<Distribution> distribution,
        UndisturbedPipeline undisturbed,
        Path logs,
        Scenario scenario) {

    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    /** A sentence for every violation. */
    List<String> problems() {
        Map<String, String> settings = Map.of(
                "BATCH_SIZE", Integer.toString(scenario.batchSize()),
                "CONCURRENCY", Integer.toString(scenario.concurrency()));
        try (PipelineWorkspace workspace = emptyWorkspace()) {
            ArrivalFeed feed = new ArrivalFeed(workspace);
            try (Replicas replicas = new Replicas(services, workspace, settings, logs)) {
                scenario.replicas()
                        .forEach((stage, count) -> IntStream.range(0, count).forEach(number -> replicas.start(stage)));
                distribution.ifPresent(distributed -> distributed.apply(workspace, replicas));
                Map<String, List<String>> undisturbedTables = undisturbed.tablesAfter(scenario.messages());
                torture(workspace, feed, replicas);
                List<String> problems = check(workspace, feed, undisturbedTables);
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
    private PipelineWorkspace emptyWorkspace() {
        startServers();
        stack.redis().flush();
        stack.redis().set(scenario.reference().referenceData());
        return new PipelineWorkspace(stack, scenario.partitions());
    }

    private void torture(PipelineWorkspace workspace, ArrivalFeed feed, Replicas replicas) {
        Drain drain = new Drain(workspace, replicas);
        try (DisruptionInjector injector = new DisruptionInjector(
                stack, workspace, replicas, scenario.reference().referenceData())) {
            int fed = 0;
            for (Disruption disruption : scenario.disruptions()) {
                feed.feed(scenario.arrivals().subList(fed, disruption.fed()));
                fed = disruption.fed();
                drain.awaitProgress(disruption.watched(), disruption.consumed(), PROGRESS_TIMEOUT);
                DisruptionInjector.pause(disruption.delayMillis());
                injector.inject(disruption);
            }
            feed.feed(scenario.arrivals().subList(fed, scenario.arrivals().size()));
            injector.await();
        }
        drain.await();
    }

    private List<String> check(
            PipelineWorkspace workspace, ArrivalFeed feed, Map<String, List<String>> undisturbedTables) {
        List<String> problems = new ArrayList<>();
        problems.addAll(
                Differences.between("an undisturbed pipeline", undisturbedTables, TableContents.of(workspace.base())));
        problems.addAll(Differences.between(
                "the reference implementation",
                ExpectedTables.of(scenario.reference(), scenario.messages()),
                ActualTables.of(workspace.base())));
        problems.addAll(new Recount(stack.postgres().dataSource(workspace.base().database()))
                .differences().stream()
                        .map(difference -> "The marts and the vault: " + difference.description())
                        .toList());
        problems.addAll(checkCounterTopic(workspace));
        DeadLetterCheck deadLetters = new DeadLetterCheck(workspace.deadLetters());
        problems.addAll(deadLetters.missing(feed.invalidRecords()));
        problems.addAll(deadLetters.unexpected(feed.invalidRecords(), firstOffsets()));
        return problems;
    }

    /** Concurrent senders of one counter may reorder its values, which then cannot be compared. */
    private List<String> checkCounterTopic(PipelineWorkspace workspace) {
        if (scenario.expelsLastStage()) {
            return List.of();
        }
        Map<String, String> marts = CounterValues.ofTheMarts(workspace.base());
        Map<String, String> topic = CounterValues.ofTheTopic(workspace);
        if (!scenario.hasOneCountingLoop()) {
            marts.keySet().removeIf(this::isOfMover);
            topic.keySet().removeIf(this::isOfMover);
        }
        return Differences.between(
                "the marts", Map.of("The counter topic", lines(marts)), Map.of("The counter topic", lines(topic)));
    }

    private boolean isOfMover(String counter) {
        return scenario.reference().movers().stream()
                .map(user -> ExpectedTables.key(user.id()))
                .anyMatch(counter::contains);
    }

    private static TreeSet<String> lines(Map<String, String> counters) {
        TreeSet<String> lines = new TreeSet<>();
        counters.forEach((key, value) -> lines.add(key + " " + value));
        return lines;
    }

    private Map<Integer, Long> firstOffsets() {
        return IntStream.range(0, scenario.partitions())
                .boxed()
                .collect(Collectors.toMap(partition -> partition, partition -> 0L));
    }

    private void startServers() {
        stack.kafka().start();
        stack.postgres().start();
        stack.redis().start();
    }
}
