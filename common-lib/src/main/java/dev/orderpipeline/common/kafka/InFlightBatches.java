package dev.orderpipeline.common.kafka;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The batches in flight, in the order in which they were polled, and the offsets that can be committed: those of finished
 * batches, and those that no batch in flight precedes. Sends no request.
 */
final class InFlightBatches {

    private final Deque<InFlightBatch> batches = new ArrayDeque<>();
    /** Not committed yet: a rebalance was in progress, or there were no records. */
    private final Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();

    boolean isEmpty() {
        return batches.isEmpty();
    }

    InFlightBatch begin(long polledAtNanos) {
        InFlightBatch batch = new InFlightBatch(polledAtNanos);
        batches.add(batch);
        return batch;
    }

    boolean isNewest(InFlightBatch batch) {
        return batches.peekLast() == batch;
    }

    void removeNewest() {
        batches.removeLast();
    }

    InFlightBatch oldest() {
        return batches.element();
    }

    /**
     * A position moves with records, but also over aborted transactions and the marker at the end of each transaction. Such
     * offsets are committed like the others, after the newest batch in flight with records of the partition.
     */
    void advance(TopicPartition partition, OffsetAndMetadata next) {
        // Without the leader epoch: epochs of a recreated topic start over, and a client that has seen a higher one
        // blocks.
        OffsetAndMetadata offset = new OffsetAndMetadata(next.offset());
        Iterator<InFlightBatch> newestFirst = batches.descendingIterator();
        while (newestFirst.hasNext()) {
            InFlightBatch batch = newestFirst.next();
            if (batch.contains(partition)) {
                batch.advance(partition, offset);
                return;
            }
        }
        committable.put(partition, offset);
    }

    void finishOldest() {
        committable.putAll(batches.remove().end());
    }

    /** Finishes the first records of the oldest batch, in the order in which they were polled. */
    void finishFirst(List<ConsumerRecord<byte[], byte[]>> finished) {
        committable.putAll(oldest().advanceStart(finished));
    }

    /** Removes all batches, the newest first. */
    void removeAll(Consumer<InFlightBatch> action) {
        while (!batches.isEmpty()) {
            action.accept(batches.removeLast());
        }
    }

    /** Another consumer owns the partitions now: a commit by this one would reset the offsets of that one. */
    void markLost(Collection<TopicPartition> partitions) {
        committable.keySet().removeAll(partitions);
        batches.forEach(batch -> batch.markLost(partitions));
    }

    void removeOffsets(Set<TopicPartition> partitions) {
        batches.forEach(batch -> batch.removeOffsets(partitions));
    }

    /** A position to commit although no records were consumed up to it. */
    void addCommittable(TopicPartition partition, long offset) {
        committable.put(partition, new OffsetAndMetadata(offset));
    }

    boolean hasCommittable() {
        return !committable.isEmpty();
    }

    Map<TopicPartition, OffsetAndMetadata> committable() {
        return committable;
    }

    void clearCommittable() {
        committable.clear();
    }

    void clear() {
        batches.clear();
        committable.clear();
    }
}
