package dev.orderpipeline.common.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The oldest record in flight of a loop, by its Kafka timestamp. The records of a failed batch count until they are polled
 * again. Written by the loop, read by metrics.
 */
final class UncommittedRecords {

    static final long NONE = Long.MAX_VALUE;

    /** The oldest timestamp of each batch, in the order in which they were polled. */
    private final Deque<Long> batches = new ArrayDeque<>();

    /**
     * The result of a poll.
     *
     * @param writing whether the batch before is still being written; if not, it is committed or rewound
     */
    synchronized void polled(List<ConsumerRecord<byte[], byte[]>> records, boolean writing) {
        if (!writing) {
            batches.clear();
        }
        if (!records.isEmpty()) {
            batches.add(oldest(records));
        }
    }

    /** The oldest batch is committed. */
    synchronized void committed() {
        batches.poll();
    }

    /** In milliseconds since the epoch; {@link #NONE} if no record is in flight. */
    synchronized long oldestTimestamp() {
        return batches.stream().mapToLong(Long::longValue).min().orElse(NONE);
    }

    private static long oldest(List<ConsumerRecord<byte[], byte[]>> records) {
        long oldest = NONE;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.timestamp() != ConsumerRecord.NO_TIMESTAMP) {
                oldest = Math.min(oldest, record.timestamp());
            }
        }
        return oldest;
    }
}
