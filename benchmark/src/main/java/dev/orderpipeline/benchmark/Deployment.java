package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;

/**
 * The services of a measurement and their settings.
 *
 * @param stages consecutive in flow order
 * @param topology how many of everything
 */
record Deployment(List<Stage> stages, Topology topology) {

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

    /** The whole pipeline with default settings. */
    static Deployment ofAll() {
        return new Deployment(List.of(Stage.values()), Topology.DEFAULT);
    }

    /** Of the services; other settings have their defaults. */
    Map<String, String> variables() {
        return Map.of("CONCURRENCY", Integer.toString(topology.concurrency()));
    }
}
