package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that lie in a topic, where nobody can see them before they are released, all of them at once: they belong to a
 * transaction. So services that run already find a whole backlog at a moment that is known. The mark that ends the
 * transaction takes an offset too, which no consumer has to commit.
 */
final class HeldRecords implements AutoCloseable {

    /** The longest that brokers allow by default. */
    private static final Duration HELD_AT_MOST = Duration.ofMinutes(15);

    private final Producer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long count;

    private HeldRecords(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Sends the records and waits until the broker has all of them.
     *
     * @throws CommandFailedException if it does not take one
     */
    static HeldRecords send(String bootstrapServers, Iterator<ProducerRecord<byte[], byte[]>> records) {
        HeldRecords held = new HeldRecords(producer(bootstrapServers));
        try {
            held.send(records);
            return held;
        } catch (KafkaException e) {
            held.close();
            throw new CommandFailedException("The backlog could not be stored: " + e.getMessage(), e);
        }
    }

    long count() {
        return count;
    }

    /** For each partition that got any of the records, the offset after the last of them. */
    synchronized Map<TopicPartition, Long> ends() {
        return Map.copyOf(ends);
    }

    /** Everybody sees them from now on, or a few milliseconds later. */
    void release() {
        producer.commitTransaction();
    }

    /** Records that were not released are gone. */
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

    /** A record that was refused makes the commit fail. */
    private synchronized void stored(RecordMetadata stored, Exception refused) {
        if (refused == null) {
            ends.merge(new TopicPartition(stored.topic(), stored.partition()), stored.offset() + 1, Math::max);
        }
    }

    private static Producer<byte[], byte[]> producer(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "bench-" + UUID.randomUUID(),
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(HELD_AT_MOST.toMillis()),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                50);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
