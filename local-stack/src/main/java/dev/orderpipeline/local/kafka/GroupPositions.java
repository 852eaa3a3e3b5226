package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.process.LocalStackException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Reads committed and end offsets of consumer groups. Keeps one connection open. */
public final class GroupPositions implements AutoCloseable {

    private static final int REQUEST_TIMEOUT_MILLISECONDS = 120_000;

    private final Admin admin;

    public GroupPositions(String bootstrapServers) {
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MILLISECONDS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MILLISECONDS));
    }

    /**
     * The offsets of a group in an existing topic. A partition without a committed offset counts from its first
     * record on.
     *
     * @throws LocalStackException if Kafka does not respond
     */
    public GroupPosition of(String group, String topic) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> committed = committed(group);
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        long committedTotal = 0;
        for (Map.Entry<TopicPartition, Long> each : first.entrySet()) {
            committedTotal += committed.getOrDefault(each.getKey(), each.getValue());
        }
        return new GroupPosition(
                committedTotal, end.values().stream().mapToLong(Long::longValue).sum());
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
        return offsets(partitions(topic), OffsetSpec.latest());
    }

    private List<TopicPartition> partitions(String topic) {
        return get(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> query =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        return get(admin.listOffsets(query).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new LocalStackException("Kafka did not respond: " + reason.getMessage(), reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted during a request to Kafka", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
