package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.StallWatch;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.OrderFeed;
import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.report.Progress;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.quickstart.stack.LocalPipeline;
import dev.orderpipeline.quickstart.stack.Parts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The wait until everything fed has passed through the pipeline; shows meanwhile how it gets on. */
final class DrainWait {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration NOTHING_MOVES_LIMIT = Duration.ofMinutes(2);

    private final LocalPipeline pipeline;
    private final Terminal terminal;
    private final StopSignal stop;

    DrainWait(LocalPipeline pipeline, Terminal terminal, StopSignal stop) {
        this.pipeline = pipeline;
        this.terminal = terminal;
        this.stop = stop;
    }

    /**
     * Waits until every stage has taken everything.
     *
     * @throws CommandFailedException if a part ends that was not stopped, an order cannot be fed, nothing moves any more, or the program is
     *     told to stop
     */
    void await(OrderFeed feed, GroupPositions positions) {
        Progress progress = new Progress(terminal, pipeline.services());
        Parts parts = pipeline.parts();
        StallWatch stallWatch = new StallWatch(NOTHING_MOVES_LIMIT, System::nanoTime);
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
                Map<Stage, GroupPosition> current = all(positions);
                progress.update(fed, current);
                if (stallWatch.isStalled(List.of(fed, current, parts.isAnyStopped())) && !parts.isAnyStopped()) {
                    throw stalled(current);
                }
            } catch (LocalStackException kafkaDoesNotAnswer) {
                if (!parts.isAnyStopped()) {
                    throw kafkaDoesNotAnswer;
                }
            }
            if (stop.await(LOOK_EVERY)) {
                throw new CommandFailedException("Stopped before every order had passed through");
            }
        }
    }

    private static Map<Stage, GroupPosition> all(GroupPositions positions) {
        Map<Stage, GroupPosition> all = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            all.put(stage, stage.position(positions));
        }
        return all;
    }

    private CommandFailedException stalled(Map<Stage, GroupPosition> positions) {
        String limit = Format.seconds(NOTHING_MOVES_LIMIT);
        for (ServiceProcess service : pipeline.services()) {
            Stage stage = service.stage();
            long lag = positions.get(stage).lag();
            if (lag > 0) {
                return new CommandFailedException(
                        "Nothing has moved for %s: %s does not take the %s records waiting in %s. %s"
                                .formatted(
                                        limit,
                                        stage.service(),
                                        Format.number(lag),
                                        stage.sourceTopic(),
                                        service.logTail()));
            }
        }
        return new CommandFailedException("Nothing has moved for %s: no order could be fed".formatted(limit));
    }
}
