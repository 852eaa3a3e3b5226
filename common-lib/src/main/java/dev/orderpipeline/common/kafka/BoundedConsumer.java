package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.memory.MemoryBudget;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;

/**
 * A consumer whose batches are limited in records and in bytes, see {@link PollLimit}. Records without key and value are
 * not limited within a poll, so a poll brings few records, and a batch takes several polls. That costs 5 µs a poll.
 *
 * <p>With the group protocol consumer, a thread of the client's own is the member of the group, and fetches: see {@link
 * #hasOwnThread()}.
 */
public final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {

    private final GroupProtocol protocol;
    private final PollLimit limit;
    private final int batchSize;
    private int count;

    private BoundedConsumer(Map<String, Object> config, GroupProtocol protocol, PollLimit limit, int batchSize) {
        super(config, limit.keys(), limit.values());
        this.protocol = protocol;
        this.limit = limit;
        this.batchSize = batchSize;
    }

    /** @param batchSize maximum number of records in a batch */
    static BoundedConsumer create(
            Map<String, Object> config, GroupProtocol protocol, int batchSize, MemoryBudget memory) {
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol.name().toLowerCase(Locale.ROOT));
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsPerPoll(batchSize, memory));
        return new BoundedConsumer(config, protocol, new PollLimit(memory.batchBytes(), memory.keptBytes()), batchSize);
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
        return counted(super.poll(atLeastMinimum(timeout)));
    }

    /** Whether the batch that {@link #poll} has started takes no more records. */
    boolean isFull() {
        return count >= batchSize || limit.isReached();
    }

    /** Share of the maximum that the records of the batch, or their bytes, have reached: the larger one. */
    double batchFill() {
        return Math.max((double) count / batchSize, limit.fill());
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
            return counted(super.poll(atLeastMinimum(timeout)));
        } catch (RecordDeserializationException e) {
            if (limit.isReached()) {
                return ConsumerRecords.empty();
            }
            throw e;
        }
    }

    /**
     * With an own thread, a heartbeat may change the member's epoch between a commit and its arrival at the group coordinator.
     * Both share a connection, so the client has the new epoch when it receives the rejection.
     */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            super.commitSync(offsets);
        } catch (CommitFailedException e) {
            if (!hasOwnThread()) {
                throw e;
            }
            super.commitSync(offsets);
        }
    }

    /**
     * Whether a thread of the client's is the member of the group. Then a poll returns what is fetched only if that thread has
     * run, and a consumer that was removed from its group notices it with the next heartbeat, not in the next poll.
     */
    boolean hasOwnThread() {
        return protocol == GroupProtocol.CONSUMER;
    }

    private Duration atLeastMinimum(Duration timeout) {
        return hasOwnThread() && timeout.compareTo(Timeouts.COLLECT) < 0 ? Timeouts.COLLECT : timeout;
    }

    private ConsumerRecords<byte[], byte[]> counted(ConsumerRecords<byte[], byte[]> polled) {
        count += polled.count();
        return limit.ended(polled);
    }
}
