package dev.orderpipeline.local.kafka;

/**
 * How far a consumer group has come in a topic, over all partitions.
 *
 * @param committed records that the group is done with, counted by their offsets
 * @param end records that the topic has, counted the same way
 */
public record GroupPosition(long committed, long end) {

    /** Records that the group has yet to take, never negative. */
    public long lag() {
        return Math.max(0, end - committed);
    }
}
