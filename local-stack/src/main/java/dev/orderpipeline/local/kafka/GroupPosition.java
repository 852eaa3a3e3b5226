package dev.orderpipeline.local.kafka;

/**
 * Committed and end offsets of a consumer group in a topic, summed over all partitions.
 *
 * @param committed sum of the committed offsets
 * @param end sum of the end offsets
 */
public record GroupPosition(long committed, long end) {

    /** The lag in records, never negative. */
    public long lag() {
        return Math.max(0, end - committed);
    }
}
