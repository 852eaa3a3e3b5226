package dev.orderpipeline.common.kafka;

/** Whoever polls a {@link RecordSource}, and hears from within a poll, on its own thread, how it stands in its group. */
@FunctionalInterface
public interface GroupMember {

    /** It is a member; its share of the partitions may be none so far. Called again when the group has shared them anew. */
    default void joined() {}

    /** Partitions go, perhaps those of the batches in hand: to finish these, if they can be finished now. */
    void beforeHandOver();
}
