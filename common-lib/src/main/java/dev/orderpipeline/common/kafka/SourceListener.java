package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.TopicPartition;

/** Receives the state of the partitions of a {@link RecordSource}. */
public interface SourceListener {

    /** @param records how many come after the position, which is the end of the newest batch in flight */
    void lag(TopicPartition partition, long records);

    /** The partition was revoked or lost. */
    void revoked(TopicPartition partition);

    /** @param partitions how many had a position out of range */
    void outOfRange(int partitions);
}
