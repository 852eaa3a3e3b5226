package dev.orderpipeline.common.kafka;

/** The user of a {@link RecordSource}. Called within a poll, on the polling thread, when partitions are assigned or revoked. */
@FunctionalInterface
public interface GroupMember {

    /** The consumer is a member of its group, perhaps without a partition yet. Called after every rebalance. */
    default void joined() {}

    /** Partitions are about to be revoked, perhaps those of the batches in flight: finishes these, if that is possible now. */
    void beforeRevocation();
}
