package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StallDetector;
import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/** Waits for the progress of a pipeline. */
final class Drain {

    /** Longer than a start, a dead replica's session, and the maximum retry interval together. */
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private static final int POLL_INTERVAL_MILLIS = 100;

    private final PipelineWorkspace workspace;
    private final Replicas replicas;

    Drain(PipelineWorkspace workspace, Replicas replicas) {
        this.workspace = workspace;
        this.replicas = replicas;
    }

    /**
     * Waits until the pipeline is drained.
     *
     * @throws CommandFailedException if a replica ends unexpectedly, or there is no progress
     */
    void await() {
        DrainCheck check = new DrainCheck(workspace::position);
        StallDetector stallDetector = new StallDetector(STALL_TIMEOUT, System::nanoTime);
        while (!check.isDrained()) {
            replicas.requireAlive();
            List<GroupPosition> positions =
                    Stream.of(Stage.values()).map(workspace::position).toList();
            if (stallDetector.isStalled(positions)) {
                throw new CommandFailedException("No progress for %d s. Committed and end offsets in flow order: %s"
                        .formatted(STALL_TIMEOUT.toSeconds(), positions));
            }
            Utils.sleep(POLL_INTERVAL_MILLIS);
        }
    }

    /** Waits until the stage has consumed a number of records, or until the timeout. */
    void awaitProgress(Stage stage, int records, Duration atMost) {
        // Not yet, also while Kafka is down.
        Await.until(atMost, () -> records == 0 || workspace.position(stage).committed() >= records);
    }
}
