package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.process.LocalStackException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.AbstractIterator;

/**
 * The records of a topic, from the beginning to the end that it had when this object was created, without those of open or aborted
 * transactions. The records of a partition are in order.
 */
public final class TopicReader extends AbstractIterator<ConsumerRecord<byte[], byte[]>> implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

    TopicReader(String bootstrapServers, String topic) {
        this.topic = topic;
        this.consumer = consumer(bootstrapServers);
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, KafkaAdmin.TIMEOUT).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new LocalStackException("Topic " + topic + " does not exist. Create it first.");
            }
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions, KafkaAdmin.TIMEOUT);
            consumer.seekToBeginning(partitions);
        } catch (RuntimeException e) {
            consumer.close();
            throw e instanceof KafkaException refused ? unreadable(refused) : e;
        }
    }

    /** @throws LocalStackException if the topic cannot be read */
    @Override
    protected ConsumerRecord<byte[], byte[]> makeNext() {
        try {
            while (polled.hasNext() || !isAtEnd()) {
                if (!polled.hasNext()) {
                    polled = consumer.poll(POLL).iterator();
                }
                while (polled.hasNext()) {
                    ConsumerRecord<byte[], byte[]> record = polled.next();
                    if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                        return record;
                    }
                }
            }
            return allDone();
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private boolean isAtEnd() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), KafkaAdmin.TIMEOUT) >= end.getValue());
    }

    private LocalStackException unreadable(KafkaException why) {
        return new LocalStackException("Topic " + topic + " could not be read: " + why.getMessage(), why);
    }

    private static Consumer<byte[], byte[]> consumer(String bootstrapServers) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
