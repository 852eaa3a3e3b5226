package dev.orderpipeline.local;

/**
 * How far a consumer group has come in a topic, over all partitions.
 *
 * @param committed records that the group is done with, counted by their offsets
 * @param end records that the topic has, counted the same way
 */
public record GroupPosition(long committed, long end) {

    public long lag() {
        return end - committed;
    }
}
