package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;

/**
 * The services of a measurement and their settings.
 *
 * @param stages consecutive in flow order
 * @param size how many of everything
 * @param variables of the services; a blank value unsets the variable
 */
record Deployment(List<Stage> stages, Topology topology, Map<String, String> variables) {

    /**
     * How many of everything.
     *
     * @param partitions of every topic
     * @param replicas of every stage
     * @param concurrency loops in each replica
     */
    record Topology(int partitions, int replicas, int concurrency) {

        /** One replica of each service, and a typical number of partitions in production. */
        static final Topology DEFAULT = new Topology(4, 1, 1);

        String description() {
            return "%s, %s, CONCURRENCY=%d"
                    .formatted(Format.count(partitions, "partition"), Format.count(replicas, "replica"), concurrency);
        }
    }

    /** With a minimal pause between runs, which would distort the throughput. */
    static Deployment forDrain(List<Stage> stages, Topology topology) {
        return new Deployment(
                stages,
                topology,
                Map.of("JOB_INTERVAL", "1ms", "CONCURRENCY", Integer.toString(topology.concurrency())));
    }

    /** The whole pipeline with default settings. */
    static Deployment withDefaults() {
        return new Deployment(List.of(Stage.values()), Topology.DEFAULT, Map.of("JOB_INTERVAL", ""));
    }
}
