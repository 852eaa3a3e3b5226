package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
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

    private long requestedNanos = System.nanoTime();
    private Map<TopicPartition, Long> ends = Map.of();

    /** @param interval how often the ends of partitions are requested */
    LagReport(SourceListener listener, Duration interval) {
        this.listener = listener;
        this.interval = interval;
    }

    /** To be called after each poll. */
    void report(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        if (System.nanoTime() - requestedNanos >= interval.toNanos()) {
            try {
                requestEnds(consumer, assigned);
            } catch (TimeoutException e) {
                LOG.debug("The ends of the partitions could not be read: they are requested again", e);
            }
        }
        assigned.forEach(partition -> consumer.currentLag(partition)
                .ifPresent(records -> listener.lag(partition, Math.max(records, untilEnd(consumer, partition)))));
    }

    /** Paused partitions are not fetched, so the client has no current lag of them. */
    void reportPaused(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        requestEnds(consumer, assigned);
        ends.forEach((partition, end) -> {
            try {
                listener.lag(partition, end - consumer.position(partition, Timeouts.LAG));
            } catch (InvalidOffsetException e) {
                LOG.debug("No valid position yet: the next poll resets it", e);
            }
        });
    }

    private void requestEnds(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        requestedNanos = System.nanoTime();
        ends = consumer.endOffsets(assigned, Timeouts.LAG);
    }

    /** 0 if the end or the position is not known. */
    private long untilEnd(Consumer<?, ?> consumer, TopicPartition partition) {
        Long end = ends.get(partition);
        try {
            return end == null ? 0 : end - consumer.position(partition, Duration.ZERO);
        } catch (InvalidOffsetException | TimeoutException e) {
            LOG.debug("No valid position: the next poll validates or resets it", e);
            return 0;
        }
    }
}
