package dev.orderpipeline.torture;

import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.torture.Disruption.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stream of orders and the disruptions of the pipeline meanwhile, determined by a seed.
 *
 * @param messages every message once, in order
 * @param arrivals records in sending order
 * @param replicas of each stage at the beginning
 * @param concurrency loops in each replica
 * @param disruptions in order
 */
record Scenario(
        long seed,
        SeedReferenceData reference,
        List<ScenarioMessage> messages,
        List<Arrival> arrivals,
        int partitions,
        Map<Stage, Integer> replicas,
        int concurrency,
        int batchSize,
        List<Disruption> disruptions) {

    private static final int MIN_ORDERS = 100;
    private static final int MAX_ORDERS = 400;
    private static final int MAX_PARTITIONS = 4;
    private static final int MAX_REPLICAS = 3;
    private static final int MIN_DISRUPTIONS = 2;
    private static final int MAX_DISRUPTIONS = 6;
    private static final int MAX_DELAY_MILLIS = 300;
    private static final int MIN_DOWN_MILLIS = 200;
    private static final int MAX_DOWN_MILLIS = 4_000;
    private static final List<Integer> REPLICAS = List.of(1, 1, 2, 2, 3);
    private static final List<Integer> CONCURRENCY = List.of(1, 1, 1, 2, 3);
    private static final List<Integer> BATCH_SIZES = List.of(3, 10, 30, 100, 1_000);

    private static final List<Kind> KINDS = Stream.of(Kind.values())
            .flatMap(kind -> Collections.nCopies(kind.weight(), kind).stream())
            .toList();

    /** @param seed at least 0 */
    static Scenario draw(long seed) {
        Random random = new Random(seed);
        SeedReferenceData reference = new SeedReferenceData(seed);
        ScenarioMessages stream = new ScenarioMessages(seed, reference, between(random, MIN_ORDERS, MAX_ORDERS));
        int partitions = between(random, 1, MAX_PARTITIONS);
        List<Arrival> arrivals = new ArrayList<>();
        for (SourceRecord record : stream.arrivals()) {
            arrivals.add(new Arrival(random.nextInt(partitions), record));
        }
        Map<Stage, Integer> replicas = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            replicas.put(stage, oneOf(random, REPLICAS));
        }
        return new Scenario(
                seed,
                reference,
                stream.messages(),
                arrivals,
                partitions,
                replicas,
                oneOf(random, CONCURRENCY),
                oneOf(random, BATCH_SIZES),
                disruptions(random, arrivals.size(), replicas));
    }

    private static List<Disruption> disruptions(Random random, int records, Map<Stage, Integer> replicas) {
        int count = between(random, MIN_DISRUPTIONS, MAX_DISRUPTIONS);
        List<Integer> cuts = random.ints(count, 1, records).sorted().boxed().toList();
        Map<Stage, Integer> alive = new EnumMap<>(replicas);
        List<Disruption> disruptions = new ArrayList<>();
        int before = 0;
        for (int fed : cuts) {
            Stage stage = oneOf(random, List.of(Stage.values()));
            Kind kind = possible(oneOf(random, KINDS), alive.getOrDefault(stage, 0));
            alive.merge(stage, kind == Kind.ADD ? 1 : kind == Kind.REMOVE ? -1 : 0, Integer::sum);
            // Sometimes without waiting for progress.
            int consumed = random.nextInt(3) == 0 ? 0 : before + random.nextInt(fed - before + 1) * 9 / 10;
            disruptions.add(new Disruption(
                    fed,
                    oneOf(random, List.of(Stage.values())),
                    consumed,
                    random.nextInt(MAX_DELAY_MILLIS),
                    kind,
                    stage,
                    random.nextInt(MAX_REPLICAS),
                    between(random, MIN_DOWN_MILLIS, MAX_DOWN_MILLIS)));
            before = fed;
        }
        return disruptions;
    }

    private static Kind possible(Kind kind, int alive) {
        if (kind == Kind.ADD && alive == MAX_REPLICAS) {
            return Kind.KILL;
        }
        return kind == Kind.REMOVE && alive == 1 ? Kind.TERMINATE : kind;
    }

    /**
     * Whether the last stage has a single loop at any time, or a single partition. Otherwise two of them may send the value
     * of one counter side by side: that of a user whose order moved to another user.
     */
    boolean hasOneCountingLoop() {
        return partitions == 1
                || concurrency == 1
                        && replicas.getOrDefault(Stage.CDM, 0) == 1
                        && disruptions.stream()
                                .filter(disruption -> disruption.stage() == Stage.CDM)
                                .noneMatch(disruption ->
                                        disruption.kind() == Kind.ADD || disruption.kind() == Kind.TERMINATE);
    }

    /** Whether replicas of the last stage lose their partitions, possibly with a batch in flight. */
    boolean expelsLastStage() {
        return disruptions.stream()
                .anyMatch(disruption -> disruption.kind() == Kind.EXPEL && disruption.stage() == Stage.CDM);
    }

    /** Replicas of each stage, in flow order: {@code 1+2+1}. */
    String replicasText() {
        return replicas.values().stream().map(String::valueOf).collect(Collectors.joining("+"));
    }

    /** The events in their order, described briefly. */
    String disruptionsText() {
        return disruptions.stream().map(Disruption::description).collect(Collectors.joining(", "));
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private static <T> T oneOf(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
