package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.StallDetector;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.OrderFeed;
import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.report.Progress;
import dev.orderpipeline.quickstart.service.PerStage;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.quickstart.stack.LocalPipeline;
import dev.orderpipeline.quickstart.stack.Parts;
import java.time.Duration;
import java.util.List;

/** Waits until the pipeline is drained, and prints the progress. */
final class DrainMonitor {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private final LocalPipeline pipeline;
    private final Terminal terminal;
    private final StopSignal stop;

    DrainMonitor(LocalPipeline pipeline, Terminal terminal, StopSignal stop) {
        this.pipeline = pipeline;
        this.terminal = terminal;
        this.stop = stop;
    }

    /**
     * Waits until every stage has consumed its topic to the end.
     *
     * @throws CommandFailedException if a part ends unexpectedly, an order cannot be fed, there is no progress, or the stop
     *     signal is given
     */
    void await(OrderFeed feed, GroupPositions positions) {
        Progress progress = new Progress(terminal, pipeline.services());
        Parts parts = pipeline.parts();
        StallDetector stallDetector = new StallDetector(STALL_TIMEOUT, System::nanoTime);
        DrainCheck drainCheck = new DrainCheck(stage -> stage.position(positions));
        while (true) {
            parts.requireAlive();
            try {
                boolean finished = feed.isFinished();
                if (finished && drainCheck.isDrained()) {
                    progress.finish(feed.fed(), all(positions));
                    return;
                }
                long fed = feed.fed();
                PerStage<GroupPosition> current = all(positions);
                progress.update(fed, current);
                if (stallDetector.isStalled(List.of(fed, current, parts.isAnyStopped())) && !parts.isAnyStopped()) {
                    throw stalled(current);
                }
            } catch (LocalStackException kafkaUnreachable) {
                if (!parts.isAnyStopped()) {
                    throw kafkaUnreachable;
                }
            }
            if (stop.await(POLL_INTERVAL)) {
                throw new CommandFailedException("Stopped before every order was processed");
            }
        }
    }

    private static PerStage<GroupPosition> all(GroupPositions positions) {
        return PerStage.of(stage -> stage.position(positions));
    }

    private CommandFailedException stalled(PerStage<GroupPosition> positions) {
        String limit = Format.seconds(STALL_TIMEOUT);
        for (ServiceProcess service : pipeline.services()) {
            Stage stage = service.stage();
            long lag = positions.get(stage).lag();
            if (lag > 0) {
                return new CommandFailedException("No progress for %s: %s has a lag of %s records in %s. %s"
                        .formatted(limit, stage.service(), Format.number(lag), stage.sourceTopic(), service.logTail()));
            }
        }
        return new CommandFailedException("No progress for %s: no order was acknowledged by Kafka".formatted(limit));
    }
}
