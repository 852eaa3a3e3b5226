package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.process.LocalStackException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Reads committed and end offsets of consumer groups. Keeps one connection open. */
public final class GroupPositions implements AutoCloseable {

    private final Admin admin;

    public GroupPositions(String bootstrapServers) {
        this.admin = KafkaAdmin.client(bootstrapServers);
    }

    /**
     * The offsets of a group in an existing topic, from which no record has been deleted.
     *
     * @throws LocalStackException if Kafka does not respond
     */
    public GroupPosition of(String group, String topic) {
        Map<TopicPartition, Long> committed = committed(group);
        Map<TopicPartition, Long> ends = ends(topic);
        return new GroupPosition(
                ends.keySet().stream()
                        .mapToLong(partition -> committed.getOrDefault(partition, 0L))
                        .sum(),
                ends.values().stream().mapToLong(Long::longValue).sum());
    }

    /** What a group has committed: by partition, the offset after the last consumed record. */
    public Map<TopicPartition, Long> committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** For each partition of a topic, which must exist, the offset after its last record. */
    public Map<TopicPartition, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> query =
                get(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                        .flatMap(description -> description.partitions().stream())
                        .collect(Collectors.toMap(
                                partition -> new TopicPartition(topic, partition.partition()),
                                partition -> OffsetSpec.latest()));
        return get(admin.listOffsets(query).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static <T> T get(KafkaFuture<T> future) {
        return KafkaAdmin.await("Kafka did not respond", future);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
