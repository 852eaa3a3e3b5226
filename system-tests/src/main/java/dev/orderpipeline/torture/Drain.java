package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StallWatch;
import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Waits for a pipeline's progress. */
final class Drain {

    /** Longer than a start, a dead replica's session, and the longest pause between two attempts, one after the other. */
    private static final Duration NOTHING_MOVES_LIMIT = Duration.ofMinutes(2);

    private static final int LOOK_EVERY_MILLIS = 100;

    private final PipelineWorkspace site;
    private final Replicas replicas;

    Drain(PipelineWorkspace site, Replicas replicas) {
        this.site = site;
        this.replicas = replicas;
    }

    /**
     * Waits until everything fed has passed through.
     *
     * @throws CommandFailedException if a replica ends by itself, or nothing moves any more
     */
    void await() {
        DrainCheck check = new DrainCheck(site::position);
        StallWatch stallWatch = new StallWatch(NOTHING_MOVES_LIMIT, System::nanoTime);
        while (!check.isDrained()) {
            replicas.requireAlive();
            List<GroupPosition> positions =
                    Stream.of(Stage.values()).map(site::position).toList();
            if (stallWatch.isStalled(positions)) {
                throw new CommandFailedException("Nothing has moved for %d s. Positions of STG, DDS and CDM: %s"
                        .formatted(NOTHING_MOVES_LIMIT.toSeconds(), positions));
            }
            Chaos.pause(LOOK_EVERY_MILLIS);
        }
    }

    /** Waits until the stage is done with so many records, or the time is over. */
    void awaitProgress(Stage stage, int records, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!isDoneWith(stage, records) && System.nanoTime() < deadline) {
            Chaos.pause(10);
        }
    }

    private boolean isDoneWith(Stage stage, int records) {
        try {
            return records == 0 || site.position(stage).committed() >= records;
        } catch (LocalStackException e) {
            // Kafka is down at present.
            return false;
        }
    }
}
