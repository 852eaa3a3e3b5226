package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.memory.MemoryBudget;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RecordDeserializationException;

/**
 * A consumer whose batches are limited in records and in bytes, see {@link PollLimit}. Records without key and value are
 * not limited within a poll, so a poll brings few records, and a batch takes several polls. That costs 5 µs a poll.
 */
public final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {

    private final PollLimit limit;
    private final int batchSize;
    private int count;

    private BoundedConsumer(Map<String, Object> config, PollLimit limit, int batchSize) {
        super(config, limit.keys(), limit.values());
        this.limit = limit;
        this.batchSize = batchSize;
    }

    /** @param batchSize maximum number of records in a batch */
    static BoundedConsumer create(Map<String, Object> config, int batchSize, MemoryBudget memory) {
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsPerPoll(batchSize, memory));
        return new BoundedConsumer(config, new PollLimit(memory.batchBytes(), memory.keptBytes()), batchSize);
    }

    /** As many as fit if each is as large as brokers allow by default, and such that some polls make up a full batch. */
    private static int recordsPerPoll(int batchSize, MemoryBudget memory) {
        int records = Math.max(1, Math.min(batchSize, memory.pollBytes() / KafkaClients.MEBIBYTE));
        while (batchSize % records > 0) {
            records--;
        }
        return records;
    }

    /** Starts a batch. */
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        limit.reset();
        count = 0;
        return counted(super.poll(timeout));
    }

    /** Whether the batch that {@link #poll} has started takes no more records. */
    boolean isFull() {
        return count >= batchSize || limit.isReached();
    }

    /**
     * More records of the batch that {@link #poll} has started.
     *
     * @param timeout how long to wait for them; zero for those already fetched
     * @return none if the batch is full, or if there are no more
     */
    public ConsumerRecords<byte[], byte[]> pollMore(Duration timeout) {
        if (isFull()) {
            return ConsumerRecords.empty();
        }
        try {
            return counted(super.poll(timeout));
        } catch (RecordDeserializationException e) {
            if (limit.isReached()) {
                return ConsumerRecords.empty();
            }
            throw e;
        }
    }

    private ConsumerRecords<byte[], byte[]> counted(ConsumerRecords<byte[], byte[]> polled) {
        count += polled.count();
        return limit.ended(polled);
    }
}
