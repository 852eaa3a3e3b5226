package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;

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
