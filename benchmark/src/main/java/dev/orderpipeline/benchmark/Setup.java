package dev.orderpipeline.benchmark;

import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;

/**
 * What runs.
 *
 * @param stages one after the other in the flow
 * @param size how many of everything
 * @param variables of the services; one that is blank counts as not set
 */
record Setup(List<Stage> stages, Size size, Map<String, String> variables) {

    /**
     * How many of everything.
     *
     * @param partitions of every topic
     * @param replicas of every stage
     * @param concurrency loops in each replica
     */
    record Size(int partitions, int replicas, int concurrency) {

        /** One replica of each service, and as many partitions as a production topic of this kind usually has. */
        static final Size USUAL = new Size(4, 1, 1);

        String description() {
            return "%d partitions, %d replicas, CONCURRENCY=%d".formatted(partitions, replicas, concurrency);
        }
    }

    /** Services that hardly pause between two runs: how long they would is no part of how fast they work. */
    static Setup forDrain(List<Stage> stages, Size size) {
        return new Setup(
                stages, size, Map.of("JOB_INTERVAL", "1ms", "CONCURRENCY", Integer.toString(size.concurrency())));
    }

    /** The whole pipeline as it comes. */
    static Setup withDefaults() {
        return new Setup(List.of(Stage.values()), Size.USUAL, Map.of("JOB_INTERVAL", ""));
    }

    Stage first() {
        return stages.get(0);
    }
}
