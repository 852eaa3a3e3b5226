package dev.orderpipeline.run;

import dev.orderpipeline.local.GroupPositions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Feeds orders to a running pipeline, waits until they have passed through, and shows and checks what came out. */
final class PipelineRun {

    private final Pipeline pipeline;
    private final OrderSource source;
    private final OptionalInt recordsPerSecond;
    private final Terminal terminal;
    private final StopSignal stop;

    /**
     * @param recordsPerSecond how fast to feed; empty for as fast as it goes
     */
    PipelineRun(
            Pipeline pipeline, OrderSource source, OptionalInt recordsPerSecond, Terminal terminal, StopSignal stop) {
        this.pipeline = pipeline;
        this.source = source;
        this.recordsPerSecond = recordsPerSecond;
        this.terminal = terminal;
        this.stop = stop;
    }

    /**
     * Does the run.
     *
     * @return true if everything came out as it should; what did not has been printed
     * @throws RunFailedException if the orders do not get through
     */
    boolean execute() {
        String kafka = pipeline.stack().kafka().bootstrapServers();
        long start = System.nanoTime();
        try (GroupPositions positions = new GroupPositions(kafka);
                OrderFeed feed = new OrderFeed(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
                        Stage.STG.sourceTopic(),
                        source.records(),
                        recordsPerSecond)) {
            new Drain(pipeline, terminal, stop).await(feed, positions);
            return report(feed, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private boolean report(OrderFeed feed, Duration taken) {
        List<DeadLetter> deadLetters = deadLetters();
        MartReport marts = new MartReport(pipeline.warehouse(), terminal);
        marts.printMarts();
        marts.printRowsPerTable();
        new DeadLetterReport(terminal).print(deadLetters);
        explain(feed.fed());
        boolean asItShould = check(feed, deadLetters);
        terminal.heading("%s order messages in %s, %s a second"
                .formatted(
                        Format.number(feed.fed()),
                        Format.seconds(taken),
                        Format.number(Format.perSecond(feed.fed(), taken))));
        terminal.line("from the first message fed to the last counter written");
        return asItShould;
    }

    private void explain(long messages) {
        List<String> lines = source.explanation(messages);
        if (!lines.isEmpty()) {
            terminal.heading("Why these numbers");
            lines.forEach(line -> terminal.line("  " + line));
        }
    }

    private boolean check(OrderFeed feed, List<DeadLetter> letters) {
        DeadLetterCheck deadLetters = new DeadLetterCheck(letters);
        terminal.heading("Checks");
        Verdict verdict = new Verdict(terminal);
        verdict.add(
                "The marts agree with the vault",
                new Recount(pipeline.warehouse())
                        .differences().stream()
                                .map(Recount.Difference::description)
                                .toList());
        if (source.knowsPoison()) {
            List<FedPoison> poison = feed.poison();
            verdict.add(
                    "The %s poison records fed stand in the dead letters".formatted(Format.number(poison.size())),
                    deadLetters.missing(poison));
            verdict.add("No other record became a dead letter", deadLetters.unexpected(poison, feed.firstOffsets()));
        } else {
            verdict.add("Messages fed have come through", deadLetters.allRefused(feed.fed(), feed.firstOffsets()));
        }
        return verdict.allHold();
    }

    private List<DeadLetter> deadLetters() {
        return Stream.of(Stage.values()).flatMap(this::deadLetters).toList();
    }

    private Stream<DeadLetter> deadLetters(Stage stage) {
        List<ConsumerRecord<byte[], byte[]>> records = pipeline.stack().kafka().readAll(stage.deadLetterTopic());
        return records.stream().map(record -> DeadLetter.of(stage, record));
    }
}
