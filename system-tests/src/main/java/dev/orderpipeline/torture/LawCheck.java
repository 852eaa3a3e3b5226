package dev.orderpipeline.torture;

import dev.orderpipeline.generator.feed.FedInvalidRecord;
import dev.orderpipeline.quickstart.check.DeadLetterCheck;
import dev.orderpipeline.quickstart.check.Recount;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Checks the law of the pipeline after a scenario. */
final class LawCheck {

    private final Scenario scenario;
    private final PipelineWorkspace workspace;

    LawCheck(Scenario scenario, PipelineWorkspace workspace) {
        this.scenario = scenario;
        this.workspace = workspace;
    }

    /** A sentence for every violation. */
    List<String> problems(List<FedInvalidRecord> invalidRecords, Map<String, List<String>> undisturbedTables) {
        List<String> problems = new ArrayList<>();
        problems.addAll(
                Differences.between("an undisturbed pipeline", undisturbedTables, TableContents.of(workspace.base())));
        problems.addAll(Differences.between(
                "the reference implementation",
                ExpectedTables.of(scenario.reference(), scenario.messages()),
                TableContents.asExpected(workspace.base())));
        new Recount(workspace.database())
                .differences()
                .forEach(difference -> problems.add("The marts and the vault: " + difference.description()));
        problems.addAll(differencesOfCounterTopic());
        DeadLetterCheck deadLetters = new DeadLetterCheck(workspace.deadLetters());
        problems.addAll(deadLetters.missing(invalidRecords));
        problems.addAll(deadLetters.unexpected(invalidRecords, firstOffsets()));
        return problems;
    }

    /** Concurrent senders of one counter may reorder its values, which then cannot be compared. */
    private List<String> differencesOfCounterTopic() {
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
}
