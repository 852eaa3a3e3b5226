package dev.orderpipeline.common.deadletter;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.kafka.BoundedConsumer;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.NativeLibraries;
import dev.orderpipeline.common.kafka.NativeLibraryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The pending dead letters: from the committed offsets of the consumer group {@code <group>.redrive} to the end offsets at
 * the time of opening. They are read once. Used by one thread.
 *
 * <p>Partitions are assigned, not subscribed to: there are no rebalances, and any number of readers at once.
 */
public final class DeadLetterTopic implements AutoCloseable {

    private final BoundedConsumer consumer;
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, Long> stops;

    private DeadLetterTopic(
            BoundedConsumer consumer, String topic, UnaryOperator<Map<TopicPartition, Long>> stopsByEnds) {
        this.consumer = consumer;
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new MissingTopicException(Set.of(topic));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        consumer.beginningOffsets(partitions)
                .forEach((partition, first) -> starts.put(
                        partition, start(committed.get(partition), first, ends.getOrDefault(partition, first))));
        stops = new HashMap<>(starts);
        stopsByEnds.apply(ends).forEach((partition, stop) -> stops.merge(partition, stop, Math::max));
        starts.forEach(consumer::seek);
    }

    /** The first offset, if the committed one is out of range: records expired, or the topic was recreated. */
    static long start(@Nullable OffsetAndMetadata committed, long first, long end) {
        return committed == null || committed.offset() < first || committed.offset() > end ? first : committed.offset();
    }

    /**
     * Opens the topic to read all pending letters.
     *
     * @throws MissingTopicException if there is no such topic
     * @throws NativeLibraryException if a decompression library can't be loaded at present
     * @throws KafkaException if the brokers do not respond
     */
    public static DeadLetterTopic open(KafkaClients clients, TopicSettings topics) {
        return open(clients, topics, ends -> ends);
    }

    /**
     * As above, but reads only up to the given offsets.
     *
     * @param stops offsets to stop before; of a partition that is not among them nothing is read
     */
    public static DeadLetterTopic openUpTo(
            Map<TopicPartition, Long> stops, KafkaClients clients, TopicSettings topics) {
        return open(clients, topics, ends -> stops);
    }

    private static DeadLetterTopic open(
            KafkaClients clients, TopicSettings topics, UnaryOperator<Map<TopicPartition, Long>> stopsByEnds) {
        NativeLibraries.load();
        BoundedConsumer consumer = clients.consumer(group(topics));
        try {
            return explained(() -> new DeadLetterTopic(consumer, topics.deadLetters(), stopsByEnds));
        } catch (RuntimeException e) {
            close(consumer);
            throw e;
        }
    }

    /** The group whose offsets separate pending letters from those that were redriven or dropped. */
    public static String group(TopicSettings topics) {
        return topics.consumerGroup() + ".redrive";
    }

    public boolean isAtEnd() {
        return stops.keySet().stream().allMatch(this::isAtEnd);
    }

    /**
     * The next records, in the order of their offsets within a partition.
     *
     * @return perhaps none: not every offset is a record
     * @throws KafkaException if the brokers do not respond
     */
    public List<ConsumerRecord<byte[], byte[]>> poll() {
        consumer.pause(stops.keySet().stream().filter(this::isAtEnd).toList());
        Map<TopicPartition, Long> before = positions();
        try {
            return pollBeyond(before);
        } catch (KafkaException e) {
            // Records that were fetched and not returned have to be fetched again.
            before.forEach(consumer::seek);
            throw KafkaUser.CONSUMER.explain(e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> pollBeyond(Map<TopicPartition, Long> before) {
        long deadline = System.nanoTime() + Timeouts.DEAD_LETTERS.toNanos();
        while (System.nanoTime() < deadline) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Timeouts.DEAD_LETTERS_POLL);
            while (!polled.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    if (record.offset() < stop(new TopicPartition(record.topic(), record.partition()))) {
                        records.add(record);
                    }
                }
                polled = consumer.pollMore(Duration.ZERO);
            }
            if (!positions().equals(before)) {
                return records;
            }
        }
        throw new TimeoutException("no response from the brokers within " + Timeouts.DEAD_LETTERS.toSeconds() + " s");
    }

    /** Commits the positions: the letters read so far are not pending any more. */
    public void commit() {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        positions().forEach((partition, position) -> done.put(partition, new OffsetAndMetadata(position)));
        explained(() -> {
            consumer.commitSync(done);
            return null;
        });
    }

    @Override
    public void close() {
        close(consumer);
    }

    /** It is no group member, and everything is committed: closing needs no request. */
    private static void close(Consumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private static <T> T explained(Supplier<T> work) {
        try {
            return work.get();
        } catch (KafkaException e) {
            throw KafkaUser.CONSUMER.explain(e);
        }
    }

    private boolean isAtEnd(TopicPartition partition) {
        return consumer.position(partition) >= stop(partition);
    }

    private long stop(TopicPartition partition) {
        return stops.getOrDefault(partition, 0L);
    }

    /** A poll may have advanced beyond the stop. */
    private Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        stops.forEach((partition, stop) -> positions.put(partition, Math.min(consumer.position(partition), stop)));
        return positions;
    }
}
