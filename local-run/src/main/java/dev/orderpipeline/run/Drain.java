package dev.orderpipeline.run;

import dev.orderpipeline.local.GroupPosition;
import dev.orderpipeline.local.GroupPositions;
import dev.orderpipeline.local.LocalStackException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The wait until everything fed has passed through the pipeline; shows meanwhile how it gets on. */
final class Drain {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration NOTHING_MOVES_LIMIT = Duration.ofMinutes(2);

    private final Pipeline pipeline;
    private final Terminal terminal;
    private final StopSignal stop;

    Drain(Pipeline pipeline, Terminal terminal, StopSignal stop) {
        this.pipeline = pipeline;
        this.terminal = terminal;
        this.stop = stop;
    }

    /**
     * Waits until every stage has taken everything.
     *
     * @throws RunFailedException if a part ends that was not stopped, an order cannot be fed, nothing moves any more, or the program is
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
                throw new RunFailedException("Stopped before every order had passed through");
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

    private RunFailedException stalled(Map<Stage, GroupPosition> positions) {
        String limit = Format.seconds(NOTHING_MOVES_LIMIT);
        for (ServiceProcess service : pipeline.services()) {
            Stage stage = service.stage();
            long lag = positions.get(stage).lag();
            if (lag > 0) {
                return new RunFailedException(
                        "Nothing has moved for %s: %s does not take the %s records waiting in %s. %s"
                                .formatted(
                                        limit,
                                        stage.service(),
                                        Format.number(lag),
                                        stage.sourceTopic(),
                                        service.logTail()));
            }
        }
        return new RunFailedException("Nothing has moved for %s: no order could be fed".formatted(limit));
    }
}
