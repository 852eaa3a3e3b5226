package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.TopicPartition;

/** Hears what happens to the positions of a {@link RecordSource}. */
public interface SourceListener {

    /** @param records how many are waiting behind the batch in hand */
    void lag(TopicPartition partition, long records);

    /** The partition is another consumer's now. */
    void gone(TopicPartition partition);

    /** @param partitions how many had a position that is not in the topic */
    void outOfRange(int partitions);
}
