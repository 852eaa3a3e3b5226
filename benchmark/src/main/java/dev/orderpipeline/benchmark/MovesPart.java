package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * How long a partition makes no progress while its service moves to other replicas, and how many messages are produced again.
 * Two replicas of each service, at 100 orders a second and at half of their throughput: the first is the time of the groups'
 * protocol, the second that of starts on a busy machine as well.
 */
final class MovesPart implements BenchmarkPart.Measurement {

    private static final Topology TWO_REPLICAS = new Topology(4, 2, 1);

    private static final double FEW_PER_SECOND = 100;

    /** Of steady load before and after a move. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(20);

    /** More than a move takes. */
    private static final int MAX_ORDERS = 1_000_000;

    /** One for each task: the common pool may have a single one. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private final BenchmarkContext context;
    private final BenchmarkOptions options;

    MovesPart(BenchmarkContext context, BenchmarkOptions options) {
        this.context = context;
        this.options = options;
    }

    private enum Move {
        ROLLING_RESTART("rolling restart", MeasuredPipeline::restartReplicas),
        KILL("kill -9 of one replica", MeasuredPipeline::replaceKilledReplica);

        private final String text;
        private final BiConsumer<MeasuredPipeline, Stage> action;

        Move(String text, BiConsumer<MeasuredPipeline, Stage> action) {
            this.text = text;
            this.action = action;
        }
    }

    /** @param again records whose message was produced twice */
    private record Moved(Duration standstill, long again) {}

    @Override
    public void run(BenchmarkReport report) {
        DrainBenchmark drains = new DrainBenchmark(context, options);
        List<Drained> full = options.repeat(
                context, "The whole pipeline with two replicas, full load", () -> drains.whole(TWO_REPLICAS));
        for (double rate :
                List.of(FEW_PER_SECOND, Samples.of(full, Drained::perSecond).median() / 2)) {
            report.table("Moves at %s orders a second".formatted(Format.number(rate)), moves(rate));
        }
    }

    private TextTable moves(double rate) {
        TextTable table = new TextTable()
                .text("move")
                .text("service")
                .number("without progress, s")
                .number("produced again");
        for (Move move : Move.values()) {
            for (Stage stage : Stage.values()) {
                String name = "%s of %s at %s a second".formatted(move.text, stage.service(), Format.number(rate));
                List<Moved> runs = options.repeat(context, name, () -> move(move, stage, rate));
                table.row(
                        move.text,
                        stage.service(),
                        Samples.of(runs, run -> run.standstill().toMillis() / 1e3)
                                .precise(),
                        stage == Stage.CDM
                                ? "–"
                                : Samples.of(runs, Moved::again).whole());
            }
        }
        return table;
    }

    private Moved move(Move move, Stage stage, double rate) {
        Iterator<SourceRecord> orders =
                options.loadOrders(context, MAX_ORDERS).records().iterator();
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context, List.of(Stage.values()), TWO_REPLICAS)) {
            pipeline.process(pipeline.backlog(options.warmUp(), orders));
            long again = pipeline.producedAgain(stage);
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Void> feeding = CompletableFuture.runAsync(
                    () -> new RandomFeed(rate, options.seed())
                            .feed(
                                    context,
                                    Stream.generate(pipeline.backlog(MAX_ORDERS, orders)::next)
                                            .takeWhile(order -> !ended.get())
                                            .iterator()),
                    THREADS);
            CompletableFuture<Duration> standstill =
                    CompletableFuture.supplyAsync(() -> standstill(pipeline, stage, ended), THREADS);
            try {
                context.pause(STEADY);
                move.action.accept(pipeline, stage);
                context.pause(STEADY);
            } finally {
                ended.set(true);
                CompletableFuture.allOf(feeding, standstill).join();
            }
            pipeline.awaitDrained();
            return new Moved(standstill.join(), pipeline.producedAgain(stage) - again);
        }
    }

    /** Not of the first moments, in which nothing has reached the stage yet. */
    private Duration standstill(MeasuredPipeline pipeline, Stage stage, AtomicBoolean ended) {
        context.pause(STEADY.dividedBy(2));
        Standstill standstill = new Standstill();
        while (!ended.get()) {
            Map<TopicPartition, Long> ends = pipeline.ends(stage);
            standstill.sample(ends, pipeline.committed(stage), System.nanoTime());
            context.pause(SAMPLE_INTERVAL);
        }
        return standstill.longest();
    }
}
