package dev.orderpipeline.common.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of a batch of one or several polls.
 *
 * @param start the offsets of its first records
 * @param end the offsets to commit, of the same partitions: after its last records, and after what follows without any
 * @param lost partitions of the batch that were revoked or lost since it was polled
 */
record InFlightBatch(
        Map<TopicPartition, OffsetAndMetadata> start,
        Map<TopicPartition, OffsetAndMetadata> end,
        Set<TopicPartition> lost,
        long polledAtNanos) {

    static InFlightBatch polledAt(long nanos) {
        return new InFlightBatch(new HashMap<>(), new HashMap<>(), new HashSet<>(), nanos);
    }

    void add(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            start.putIfAbsent(
                    partition,
                    new OffsetAndMetadata(records.records(partition).get(0).offset()));
        }
    }

    boolean contains(TopicPartition partition) {
        return start.containsKey(partition);
    }

    boolean isOwned() {
        return lost.isEmpty();
    }

    void markLost(Collection<TopicPartition> partitions) {
        partitions.stream().filter(this::contains).forEach(lost::add);
    }

    /** Moves the start behind the first records of the batch; returns the offsets to commit for these. */
    Map<TopicPartition, OffsetAndMetadata> advanceStart(List<ConsumerRecord<byte[], byte[]>> finished) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : finished) {
            offsets.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        offsets.keySet().retainAll(start.keySet());
        start.putAll(offsets);
        return offsets;
    }

    /** Offsets that are out of range must neither be sought nor committed. */
    void removeOffsets(Set<TopicPartition> partitions) {
        start.keySet().removeAll(partitions);
        end.keySet().removeAll(partitions);
    }
}
