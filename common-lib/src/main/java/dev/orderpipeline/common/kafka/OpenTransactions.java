package dev.orderpipeline.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports partitions whose records are blocked by an open transaction of another producer. The position of a read_committed
 * consumer is the last stable offset then, its lag is 0, and no metric of the client shows that there are more records.
 *
 * <p>The ends of the partitions are requested from time to time, and the response is evaluated in a later call, so that no
 * poll waits for it. Used by one thread.
 */
final class OpenTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);

    private final PartitionEnds ends;
    private final Duration checkInterval;
    private final Duration reportAfter;

    private long lastCheckNanos = System.nanoTime();
    private final Map<TopicPartition, Stall> stalls = new HashMap<>();

    /** A partition whose position does not move although records follow it. */
    private record Stall(long position, long end, long sinceNanos, boolean reported) {}

    /**
     * @param checkInterval how often the ends of partitions are requested
     * @param reportAfter transactions that end sooner are not reported
     */
    OpenTransactions(KafkaClients clients, Duration checkInterval, Duration reportAfter) {
        this.ends = new PartitionEnds(clients, IsolationLevel.READ_UNCOMMITTED);
        this.checkInterval = checkInterval;
        this.reportAfter = reportAfter;
    }

    /** To be called after each poll. Throws only on an interrupt: the consumer stays usable. */
    void check(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        if (!ends.isReceived() || System.nanoTime() - lastCheckNanos < checkInterval.toNanos()) {
            return;
        }
        lastCheckNanos = System.nanoTime();
        try {
            evaluate(consumer, assigned);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("A position could not be read: it is compared with the next ends", e);
        }
        ends.request(assigned);
    }

    /** A line of text about the records that have been blocked for long enough; empty if none are. */
    Optional<String> report() {
        return Optional.of(stalls.entrySet().stream()
                        .filter(stall -> stall.getValue().reported())
                        .map(stall -> "%s@%d up to %d"
                                .formatted(
                                        stall.getKey(),
                                        stall.getValue().position(),
                                        stall.getValue().end()))
                        .sorted()
                        .collect(Collectors.joining(", ")))
                .filter(places -> !places.isEmpty())
                .map(places -> "records are held back by an open transaction of another producer: " + places);
    }

    private void evaluate(Consumer<?, ?> consumer, Set<TopicPartition> assigned) {
        stalls.keySet().retainAll(assigned);
        ends.received().forEach((partition, end) -> {
            if (assigned.contains(partition) && consumer.currentLag(partition).orElse(-1) == 0) {
                long position = consumer.position(partition);
                if (end > position) {
                    stalled(partition, position, end);
                    return;
                }
            }
            resumed(partition);
        });
    }

    private void stalled(TopicPartition partition, long position, long end) {
        Stall before = stalls.get(partition);
        if (before == null || before.position() != position) {
            resumed(partition);
            stalls.put(partition, new Stall(position, end, System.nanoTime(), false));
            return;
        }
        boolean report = System.nanoTime() - before.sinceNanos() >= reportAfter.toNanos();
        stalls.put(partition, new Stall(position, end, before.sinceNanos(), report));
        if (report && !before.reported()) {
            LOG.warn(
                    "{}@{}: all records from here on, at present up to offset {}, are held back by an open transaction of"
                            + " another producer, and are consumed once it is committed or aborted. Brokers abort it after the"
                            + " producer's transaction.timeout.ms; one that hangs for longer is found by"
                            + " kafka-transactions.sh find-hanging, and ended by its command abort",
                    partition,
                    position,
                    end);
        }
    }

    private void resumed(TopicPartition partition) {
        Stall before = stalls.remove(partition);
        if (before != null && before.reported()) {
            LOG.info("{}@{}: the open transaction has ended", partition, before.position());
        }
    }
}
