package dev.orderpipeline.common.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports how many records of each assigned partition are not consumed yet. The client's own lag is as old as its last
 * fetch of the partition, which it repeats once the fetched records are consumed: with a slow database that takes minutes,
 * and the lag shrinks while the backlog grows. So the ends of the partitions are requested from time to time.
 */
final class LagReport {

    private static final Logger LOG = LoggerFactory.getLogger(LagReport.class);

    private final SourceListener listener;
    private final Duration interval;
    private final PartitionEnds requested;

    private long requestedNanos;
    private Map<TopicPartition, Long> ends = Map.of();

    /** @param interval how often the ends of partitions are requested */
    LagReport(KafkaClients clients, SourceListener listener, Duration interval) {
        this.listener = listener;
        this.interval = interval;
        this.requested = new PartitionEnds(clients, IsolationLevel.READ_COMMITTED);
        refresh();
    }

    /** The next report requests the ends of the partitions. */
    void refresh() {
        requestedNanos = System.nanoTime() - interval.toNanos();
    }

    /** To be called after each poll. */
    void report(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        updateEnds(assigned);
        assigned.forEach(partition -> consumer.currentLag(partition)
                .ifPresent(records -> listener.lag(
                        partition,
                        Math.max(records, untilEnd(consumer, partition).orElse(0)))));
    }

    /** The same for paused partitions: they are not fetched, so the client has no current lag of them. */
    void reportPaused(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        updateEnds(assigned);
        assigned.forEach(
                partition -> untilEnd(consumer, partition).ifPresent(records -> listener.lag(partition, records)));
    }

    private void updateEnds(Set<TopicPartition> assigned) {
        if (!requested.isReceived()) {
            return;
        }
        Map<TopicPartition, Long> received = requested.received();
        if (!received.isEmpty()) {
            ends = received;
        }
        if (System.nanoTime() - requestedNanos >= interval.toNanos()) {
            requestedNanos = System.nanoTime();
            requested.request(assigned);
        }
    }

    /** Empty if the end or the position is not known. */
    private OptionalLong untilEnd(Consumer<?, ?> consumer, TopicPartition partition) {
        Long end = ends.get(partition);
        if (end == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.max(0, end - consumer.position(partition, Duration.ZERO)));
        } catch (InvalidOffsetException | TimeoutException e) {
            LOG.debug("No valid position: the next poll validates or resets it", e);
            return OptionalLong.empty();
        }
    }
}
