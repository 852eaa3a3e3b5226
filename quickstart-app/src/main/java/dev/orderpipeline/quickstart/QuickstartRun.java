package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.FedInvalidRecord;
import dev.orderpipeline.generator.feed.OrderFeed;
import dev.orderpipeline.generator.feed.OrderSource;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.quickstart.check.DeadLetterCheck;
import dev.orderpipeline.quickstart.check.Recount;
import dev.orderpipeline.quickstart.check.Verdict;
import dev.orderpipeline.quickstart.report.DeadLetterReport;
import dev.orderpipeline.quickstart.report.MartReport;
import dev.orderpipeline.quickstart.service.ReceivedDeadLetter;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.quickstart.stack.LocalPipeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Feeds orders to a running pipeline, waits until it is drained, and prints and checks the results. */
final class QuickstartRun {

    private final LocalPipeline pipeline;
    private final OrderSource source;
    private final int recordsPerSecond;
    private final Terminal terminal;
    private final StopSignal stop;

    /** @param recordsPerSecond rate of the feed, at most */
    QuickstartRun(
            LocalPipeline pipeline, OrderSource source, int recordsPerSecond, Terminal terminal, StopSignal stop) {
        this.pipeline = pipeline;
        this.source = source;
        this.recordsPerSecond = recordsPerSecond;
        this.terminal = terminal;
        this.stop = stop;
    }

    /**
     * Runs the orders through the pipeline.
     *
     * @return true if all checks hold; the others are printed
     * @throws CommandFailedException if the orders are not processed
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
            new DrainMonitor(pipeline, terminal, stop).await(feed, positions);
            return report(feed, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private boolean report(OrderFeed feed, Duration taken) {
        List<ReceivedDeadLetter> deadLetters = ReceivedDeadLetter.readAll(pipeline.stack(), Stage::deadLetterTopic);
        MartReport marts = new MartReport(pipeline.warehouse(), terminal);
        marts.printMarts();
        marts.printRowsPerTable();
        new DeadLetterReport(terminal).print(deadLetters);
        explain(feed.fed());
        boolean checksHold = check(feed, deadLetters);
        terminal.heading("%s order messages in %s, %s a second"
                .formatted(
                        Format.number(feed.fed()),
                        Format.seconds(taken),
                        Format.number(Format.perSecond(feed.fed(), taken))));
        terminal.line("from the first message sent to the last counter written");
        return checksHold;
    }

    private void explain(long messages) {
        List<String> lines = source.explanation(messages);
        if (!lines.isEmpty()) {
            terminal.heading("Expected numbers");
            lines.forEach(line -> terminal.line("  " + line));
        }
    }

    private boolean check(OrderFeed feed, List<ReceivedDeadLetter> letters) {
        DeadLetterCheck deadLetters = new DeadLetterCheck(letters);
        terminal.heading("Checks");
        Verdict verdict = new Verdict(terminal);
        verdict.add(
                "The marts agree with the vault",
                new Recount(pipeline.warehouse())
                        .differences().stream()
                                .map(Recount.Difference::description)
                                .toList());
        if (source.hasExpectedErrorCodes()) {
            List<FedInvalidRecord> invalidRecords = feed.invalidRecords();
            verdict.add(
                    "The %s invalid records fed are among the dead letters"
                            .formatted(Format.number(invalidRecords.size())),
                    deadLetters.missing(invalidRecords));
            verdict.add(
                    "No other record became a dead letter",
                    deadLetters.unexpected(invalidRecords, feed.firstOffsets()));
        } else {
            verdict.add("At least one message was accepted", deadLetters.allRejected(feed.fed(), feed.firstOffsets()));
        }
        return verdict.allHold();
    }
}
