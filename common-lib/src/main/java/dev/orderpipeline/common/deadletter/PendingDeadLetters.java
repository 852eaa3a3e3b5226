package dev.orderpipeline.common.deadletter;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many dead letters are pending, so that an alert ends when they are redriven or dropped: the counter of dead letters is
 * not decremented. Offsets are counted, so dead letters of other consumer groups in the topic are among them.
 *
 * <p>No scrape waits for a broker: it sends the requests, unless that was done less than an interval ago, and reads the
 * result of the requests before. NaN as long as there is none, and after a failure.
 */
public final class PendingDeadLetters implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(PendingDeadLetters.class);
    private static final int TIMEOUT_MILLISECONDS = Math.toIntExact(Timeouts.PENDING_DEAD_LETTERS.toMillis());

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final Duration interval;

    private double pending = Double.NaN;
    private boolean requesting;
    private long lastRequestNanos;
    private boolean denied;

    public PendingDeadLetters(KafkaClients clients, TopicSettings topics) {
        this(clients, topics, Timeouts.PENDING_DEAD_LETTERS_INTERVAL);
    }

    /** @param interval between two requests, at least */
    PendingDeadLetters(KafkaClients clients, TopicSettings topics, Duration interval) {
        this.clients = clients;
        this.topics = topics;
        this.interval = interval;
        this.lastRequestNanos = System.nanoTime() - interval.toNanos();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("pipeline.dead.letters.pending", this, PendingDeadLetters::count)
                .description("Records of the dead-letter topic that were neither redriven nor dropped; NaN if unknown")
                .register(registry);
    }

    /** The last known number. */
    synchronized double count() {
        if (!requesting && System.nanoTime() - lastRequestNanos >= interval.toNanos()) {
            clients.openedAdmin(KafkaUser.CONSUMER).ifPresent(this::request);
        }
        return pending;
    }

    private void request(Admin admin) {
        lastRequestNanos = System.nanoTime();
        CompletableFuture<Long> response = read(admin);
        requesting = true;
        response.whenComplete(this::received);
    }

    private synchronized void received(@Nullable Long count, @Nullable Throwable failure) {
        requesting = false;
        pending = count == null ? Double.NaN : count;
        if (failure != null && failure.getCause() instanceof AuthorizationException rejected && !denied) {
            denied = true;
            LOG.info("Pending dead letters are not counted: {}", Reason.message(KafkaUser.CONSUMER.explain(rejected)));
        } else if (failure != null) {
            LOG.debug("Pending dead letters could not be counted", failure);
        }
    }

    private CompletableFuture<Long> read(Admin admin) {
        CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed = future(admin.listConsumerGroupOffsets(
                        DeadLetterTopic.group(topics),
                        new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLISECONDS))
                .partitionsToOffsetAndMetadata());
        return future(admin.describeTopics(
                                List.of(topics.deadLetters()),
                                new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLISECONDS))
                        .allTopicNames())
                .thenApply(described -> partitions(described.values()))
                .thenCompose(partitions -> offsets(partitions, OffsetSpec.earliest(), admin)
                        .thenCombine(offsets(partitions, OffsetSpec.latest(), admin), Range::new))
                .thenCombine(committed, Range::after);
    }

    private static List<TopicPartition> partitions(Collection<TopicDescription> described) {
        return described.stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /** As the command reads them: up to the first open transaction. */
    private static CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            List<TopicPartition> partitions, OffsetSpec spec, Admin admin) {
        return future(admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MILLISECONDS))
                .all());
    }

    /** The offsets of the topic. */
    private record Range(
            Map<TopicPartition, ListOffsetsResultInfo> first, Map<TopicPartition, ListOffsetsResultInfo> end) {

        /** How many come after those committed. */
        long after(Map<TopicPartition, OffsetAndMetadata> committed) {
            long count = 0;
            for (var partition : end.entrySet()) {
                long stop = partition.getValue().offset();
                ListOffsetsResultInfo start = first.get(partition.getKey());
                count += start == null
                        ? 0
                        : stop - DeadLetterTopic.start(committed.get(partition.getKey()), start.offset(), stop);
            }
            return count;
        }
    }

    private static <T> CompletableFuture<T> future(KafkaFuture<T> response) {
        return response.toCompletionStage().toCompletableFuture();
    }
}
