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

/** The offsets of a batch of one or several polls. */
final class InFlightBatch {

    private final Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> end = new HashMap<>();
    private final Set<TopicPartition> lost = new HashSet<>();
    private final long polledAtNanos;

    InFlightBatch(long polledAtNanos) {
        this.polledAtNanos = polledAtNanos;
    }

    /** The value of {@link System#nanoTime} before the first poll. */
    long polledAtNanos() {
        return polledAtNanos;
    }

    /** The offsets of its first records that are neither finished nor lost: where a rewind continues. */
    Map<TopicPartition, OffsetAndMetadata> start() {
        Map<TopicPartition, OffsetAndMetadata> owned = new HashMap<>(start);
        owned.keySet().removeAll(lost);
        return owned;
    }

    /** The offsets to commit: after its last records, and after what follows without any. */
    Map<TopicPartition, OffsetAndMetadata> end() {
        return end;
    }

    void add(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            start.putIfAbsent(
                    partition,
                    new OffsetAndMetadata(records.records(partition).get(0).offset()));
        }
    }

    /** Moves the offset to commit of one of its partitions. */
    void advance(TopicPartition partition, OffsetAndMetadata next) {
        end.put(partition, next);
    }

    boolean contains(TopicPartition partition) {
        return start.containsKey(partition);
    }

    /** Whether none of its partitions was revoked or lost since it was polled. */
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
