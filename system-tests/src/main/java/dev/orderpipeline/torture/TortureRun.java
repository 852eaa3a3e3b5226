package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.check.DeadLetterCheck;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Makes a scenario happen to a pipeline of its own, and looks for what the law of the pipeline does not allow. */
final class TortureRun {

    private static final Duration LONGEST_WAIT_FOR_MOMENT = Duration.ofSeconds(10);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final int LOOK_EVERY_MILLIS = 100;

    private final LocalStack stack;
    private final PreparedServices services;
    private final CalmPipeline calm;
    private final Path logs;
    private final Scenario scenario;

    TortureRun(LocalStack stack, PreparedServices services, CalmPipeline calm, Path logs, Scenario scenario) {
        this.stack = stack;
        this.services = services;
        this.calm = calm;
        this.logs = logs;
        this.scenario = scenario;
    }

    /** A sentence for everything that is not as it should be. */
    List<String> problems() {
        Map<String, String> settings = Map.of(
                "BATCH_SIZE", Integer.toString(scenario.batchSize()),
                "CONCURRENCY", Integer.toString(scenario.concurrency()));
        try (PipelineWorkspace site = emptySite()) {
            ArrivalFeed feed = new ArrivalFeed(site);
            try (Replicas replicas = new Replicas(services, site, settings, logs)) {
                scenario.replicas()
                        .forEach((stage, count) -> IntStream.range(0, count).forEach(number -> replicas.start(stage)));
                Map<String, List<String>> calmTables = calm.tablesAfter(scenario.messages());
                torture(site, feed, replicas);
                List<String> problems = check(site, feed, calmTables);
                if (!areReady(replicas)) {
                    problems.add("Not every replica is healthy and ready afterwards");
                }
                return problems;
            } finally {
                startServers();
            }
        } catch (CommandFailedException | LocalStackException e) {
            return List.of(e.getMessage());
        }
    }

    /** On servers that all run, however the scenario before this one ended. */
    private PipelineWorkspace emptySite() {
        startServers();
        stack.redis().flush();
        stack.redis().set(scenario.world().referenceData());
        return new PipelineWorkspace(stack, scenario.partitions());
    }

    private void torture(PipelineWorkspace site, ArrivalFeed feed, Replicas replicas) {
        Drain drain = new Drain(site, replicas);
        try (Chaos chaos = new Chaos(stack, site, replicas, scenario.world().referenceData())) {
            int fed = 0;
            for (Event event : scenario.events()) {
                feed.feed(scenario.arrivals().subList(fed, event.fed()));
                fed = event.fed();
                drain.awaitProgress(event.watched(), event.consumed(), LONGEST_WAIT_FOR_MOMENT);
                Chaos.pause(event.delayMillis());
                chaos.carryOut(event);
            }
            feed.feed(scenario.arrivals().subList(fed, scenario.arrivals().size()));
            chaos.await();
        }
        drain.await();
    }

    private List<String> check(PipelineWorkspace site, ArrivalFeed feed, Map<String, List<String>> calmTables) {
        List<String> problems = new ArrayList<>();
        problems.addAll(Differences.between("one calm replica", calmTables, Tables.of(site.workspace())));
        problems.addAll(Differences.between(
                "the plain calculation",
                ExpectedTables.of(scenario.world(), scenario.messages()),
                ActualTables.of(site.workspace())));
        problems.addAll(checkCounterTopic(site));
        DeadLetterCheck deadLetters = new DeadLetterCheck(site.deadLetters());
        problems.addAll(deadLetters.missing(feed.poison()));
        problems.addAll(deadLetters.unexpected(feed.poison(), firstOffsets()));
        return problems;
    }

    /** Two that send one counter's value side by side may do so in the wrong order: then there is nothing to compare. */
    private List<String> checkCounterTopic(PipelineWorkspace site) {
        if (scenario.expelsLastStage()) {
            return List.of();
        }
        Map<String, String> marts = Counters.ofTheMarts(site.workspace());
        Map<String, String> topic = Counters.ofTheTopic(site);
        if (!scenario.countsOneByOne()) {
            marts.keySet().removeIf(this::isMovers);
            topic.keySet().removeIf(this::isMovers);
        }
        return Differences.between(
                "the marts", Map.of("The counter topic", lines(marts)), Map.of("The counter topic", lines(topic)));
    }

    private boolean isMovers(String counter) {
        return scenario.world().movers().stream()
                .map(user -> ExpectedTables.key(user.id()))
                .anyMatch(counter::contains);
    }

    private static TreeSet<String> lines(Map<String, String> counters) {
        TreeSet<String> lines = new TreeSet<>();
        counters.forEach((key, value) -> lines.add(key + " " + value));
        return lines;
    }

    private Map<Integer, Long> firstOffsets() {
        Map<Integer, Long> first = new HashMap<>();
        IntStream.range(0, scenario.partitions()).forEach(partition -> first.put(partition, 0L));
        return Collections.unmodifiableMap(first);
    }

    private static boolean areReady(Replicas replicas) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!replicas.areReady()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Chaos.pause(LOOK_EVERY_MILLIS);
        }
        return true;
    }

    private void startServers() {
        stack.kafka().start();
        stack.postgres().start();
        stack.redis().start();
    }
}
