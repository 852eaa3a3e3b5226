package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.kafka.LocalKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of an open transaction, which become visible all at once at its commit: a whole backlog for running services, at
 * a known moment. The commit marker takes an offset too, which consumers need not commit.
 */
final class UncommittedRecords implements AutoCloseable {

    /** The default maximum of brokers. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    private final Producer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long count;

    private UncommittedRecords(LocalKafka kafka) {
        producer = kafka.producer(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "bench-" + UUID.randomUUID(),
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                50));
    }

    /**
     * Sends the records, and waits for their acknowledgements.
     *
     * @throws CommandFailedException if a record cannot be sent
     */
    static UncommittedRecords send(LocalKafka kafka, Iterator<ProducerRecord<byte[], byte[]>> records) {
        UncommittedRecords uncommitted = new UncommittedRecords(kafka);
        try {
            uncommitted.send(records);
            return uncommitted;
        } catch (KafkaException e) {
            uncommitted.close();
            throw new CommandFailedException("The backlog could not be sent: " + e.getMessage(), e);
        }
    }

    long count() {
        return count;
    }

    /** For each partition that got any of the records, the offset after the last of them. */
    synchronized Map<TopicPartition, Long> ends() {
        return Map.copyOf(ends);
    }

    /** Makes the records visible. */
    void commit() {
        producer.commitTransaction();
    }

    /** Aborts the transaction if it is still open. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private void send(Iterator<ProducerRecord<byte[], byte[]>> records) {
        producer.initTransactions();
        producer.beginTransaction();
        while (records.hasNext()) {
            producer.send(records.next(), this::stored);
            count++;
        }
        producer.flush();
    }

    /** A failed record makes the commit fail. */
    private synchronized void stored(RecordMetadata stored, Exception failure) {
        if (failure == null) {
            ends.merge(new TopicPartition(stored.topic(), stored.partition()), stored.offset() + 1, Math::max);
        }
    }
}
