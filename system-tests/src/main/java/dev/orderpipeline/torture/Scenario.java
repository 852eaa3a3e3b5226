package dev.orderpipeline.torture;

import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.torture.Event.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A stream of orders and what happens while it passes through the pipeline, drawn from a seed: the same seed always draws
 * the same.
 *
 * @param messages every message once, in order
 * @param arrivals the same, as they are sent
 * @param replicas of each stage at the beginning
 * @param concurrency loops in each replica
 * @param events in the order in which they happen
 */
record Scenario(
        long seed,
        World world,
        List<Message> messages,
        List<Arrival> arrivals,
        int partitions,
        Map<Stage, Integer> replicas,
        int concurrency,
        int batchSize,
        List<Event> events) {

    private static final int LEAST_ORDERS = 100;
    private static final int MOST_ORDERS = 400;
    private static final int MOST_PARTITIONS = 4;
    private static final int MOST_REPLICAS = 3;
    private static final int LEAST_EVENTS = 2;
    private static final int MOST_EVENTS = 6;
    private static final int MOST_DELAY_MILLIS = 300;
    private static final int LEAST_DOWN_MILLIS = 200;
    private static final int MOST_DOWN_MILLIS = 4_000;
    private static final List<Integer> REPLICAS = List.of(1, 1, 2, 2, 3);
    private static final List<Integer> CONCURRENCY = List.of(1, 1, 1, 2, 3);
    private static final List<Integer> BATCH_SIZES = List.of(3, 10, 30, 100, 1_000);

    /** Services die more often than servers. */
    private static final List<Kind> KINDS = List.of(
            Kind.KILL,
            Kind.KILL,
            Kind.KILL,
            Kind.TERMINATE,
            Kind.TERMINATE,
            Kind.ADD,
            Kind.REMOVE,
            Kind.EXPEL,
            Kind.POSTGRES_KILLED,
            Kind.POSTGRES_KILLED,
            Kind.POSTGRES_STOPPED,
            Kind.KAFKA_KILLED,
            Kind.KAFKA_STOPPED,
            Kind.REDIS_KILLED,
            Kind.REDIS_EMPTY);

    /** @param seed at least 0 */
    static Scenario draw(long seed) {
        Random random = new Random(seed);
        World world = new World(seed);
        OrderStream stream = new OrderStream(seed, world, between(random, LEAST_ORDERS, MOST_ORDERS));
        int partitions = between(random, 1, MOST_PARTITIONS);
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
                world,
                stream.messages(),
                arrivals,
                partitions,
                replicas,
                oneOf(random, CONCURRENCY),
                oneOf(random, BATCH_SIZES),
                events(random, arrivals.size(), replicas));
    }

    private static List<Event> events(Random random, int records, Map<Stage, Integer> replicas) {
        int count = between(random, LEAST_EVENTS, MOST_EVENTS);
        List<Integer> cuts = random.ints(count, 1, records).sorted().boxed().toList();
        Map<Stage, Integer> alive = new EnumMap<>(replicas);
        List<Event> events = new ArrayList<>();
        int before = 0;
        for (int fed : cuts) {
            Stage stage = oneOf(random, List.of(Stage.values()));
            Kind kind = possible(oneOf(random, KINDS), alive.get(stage));
            alive.merge(stage, kind == Kind.ADD ? 1 : kind == Kind.REMOVE ? -1 : 0, Integer::sum);
            // Now and then at once, whatever else goes on.
            int consumed = random.nextInt(3) == 0 ? 0 : before + random.nextInt(fed - before + 1) * 9 / 10;
            events.add(new Event(
                    fed,
                    oneOf(random, List.of(Stage.values())),
                    consumed,
                    random.nextInt(MOST_DELAY_MILLIS),
                    kind,
                    stage,
                    random.nextInt(MOST_REPLICAS),
                    between(random, LEAST_DOWN_MILLIS, MOST_DOWN_MILLIS)));
            before = fed;
        }
        return events;
    }

    private static Kind possible(Kind kind, int alive) {
        if (kind == Kind.ADD && alive == MOST_REPLICAS) {
            return Kind.KILL;
        }
        return kind == Kind.REMOVE && alive == 1 ? Kind.TERMINATE : kind;
    }

    /**
     * Whether the last stage has a single loop at any time, or a single partition. Otherwise two of them may send the value
     * of one counter side by side: that of a user who has lost an order to another one.
     */
    boolean countsOneByOne() {
        return partitions == 1
                || concurrency == 1
                        && replicas.get(Stage.CDM) == 1
                        && events.stream()
                                .filter(event -> event.stage() == Stage.CDM)
                                .noneMatch(event -> event.kind() == Kind.ADD || event.kind() == Kind.TERMINATE);
    }

    /** Whether replicas of the last stage lose their partitions, perhaps with a batch in flight. */
    boolean expelsLastStage() {
        return events.stream().anyMatch(event -> event.kind() == Kind.EXPEL && event.stage() == Stage.CDM);
    }

    /** Replicas of each stage, in flow order: {@code 1+2+1}. */
    String replicasText() {
        return replicas.values().stream().map(String::valueOf).collect(Collectors.joining("+"));
    }

    /** The events in their order, in a few words each. */
    String eventsText() {
        return events.stream().map(Event::description).collect(Collectors.joining(", "));
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private static <T> T oneOf(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
