package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source topic, batch by batch: a polled batch is <em>in flight</em> until it is committed, rewound or lost. Several
 * batches may be in flight; they are committed in the order in which they were polled. Used by one thread at a time. A
 * consumer in a fatal state is closed and replaced at the next poll, which starts at the committed offsets.
 */
public final class RecordSource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordSource.class);

    private final KafkaClients clients;
    private final String topic;
    private final SourceListener listener;
    private final OpenTransactions openTransactions;
    private final LagReport lag;
    private final PartitionOwnership ownership;
    private final InFlightBatches inFlight = new InFlightBatches();
    /**
     * As the listener was called. The client's own set may be ahead of that: with the group protocol consumer, a thread of
     * the client's changes it.
     */
    private final Set<TopicPartition> assigned = new HashSet<>();
    /** Those of the assigned partitions that were not started at the earliest offset. */
    private final Set<TopicPartition> startable = new HashSet<>();

    private @Nullable BoundedConsumer consumer;
    private GroupMember member = () -> {};
    private boolean paused;
    private boolean guarded;

    public RecordSource(KafkaClients clients, String topic, SourceListener listener) {
        this(
                clients,
                topic,
                listener,
                Timeouts.OWNERSHIP,
                new OpenTransactions(clients, Timeouts.TRANSACTION_CHECK_INTERVAL, Timeouts.TRANSACTION_REPORT_AFTER));
    }

    /** @param ownershipGuaranteed after a poll, a member is not removed from the group for so long */
    RecordSource(
            KafkaClients clients,
            String topic,
            SourceListener listener,
            Duration ownershipGuaranteed,
            OpenTransactions openTransactions) {
        this.clients = clients;
        this.topic = topic;
        this.listener = listener;
        this.openTransactions = openTransactions;
        this.lag = new LagReport(clients, listener, Timeouts.LAG_INTERVAL);
        this.ownership = new PartitionOwnership(ownershipGuaranteed);
    }

    /** As below; the batch holds the records that are already fetched when the first one is returned. */
    List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout, GroupMember member) {
        return poll(timeout, () -> false, member);
    }

    /**
     * Polls the next batch, which is in flight from then on. Partitions may be assigned and revoked during the poll.
     *
     * @param timeout how long to wait for a first record
     * @param collect while true, records are added to the batch until it is full; checked when none are fetched, and may wait
     * @param member called when partitions are assigned or revoked
     * @return the records, in the order of their offsets within a partition; empty if there were none
     * @throws KafkaException if the consumer failed, or if the brokers do not respond for the topic
     */
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout, BooleanSupplier collect, GroupMember member) {
        this.member = member;
        return guarded(() -> {
            requireMembership();
            List<ConsumerRecord<byte[], byte[]>> records = pollBatch(timeout, collect);
            if (inFlight.isEmpty()) {
                if (inFlight.hasCommittable()) {
                    commitFinished();
                }
                requireTopic();
            }
            lag.report(consumer(), assigned);
            openTransactions.check(consumer(), assigned);
            return records;
        });
    }

    /** Share of the records or bytes that a batch may have, the larger one, in the last poll: from 0 to about 1. */
    public double batchFill() {
        return consumer == null ? 0 : consumer.batchFill();
    }

    /** A consumer that does not notice its removal yet would return the same records until it does. */
    private void requireMembership() {
        if (ownership.isRejected() && consumer().hasOwnThread()) {
            throw new CommitFailedException(
                    "the group coordinator has removed this consumer from its group: a new one joins");
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> pollBatch(Duration timeout, BooleanSupplier collect) {
        long polledAtNanos = System.nanoTime();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        InFlightBatch batch = null;
        ConsumerRecords<byte[], byte[]> polled = pollRecords(timeout);
        while (polled.isEmpty() && consumer().hasOwnThread() && collect.getAsBoolean()) {
            polled.nextOffsets().forEach(inFlight::advance);
            polled = pollRecords(Timeouts.COLLECT);
        }
        while (!polled.isEmpty()) {
            if (batch == null) {
                batch = inFlight.begin(polledAtNanos);
            }
            batch.add(polled);
            polled.forEach(records::add);
            polled.nextOffsets().forEach(inFlight::advance);
            polled = pollMore(collect);
            if (!inFlight.isNewest(batch)) {
                // A rebalance in that poll has rewound the batches in flight: their records are polled again.
                batch = null;
                records.clear();
                if (polled.isEmpty()) {
                    polled.nextOffsets().forEach(inFlight::advance);
                    polled = pollRecords(timeout);
                }
            } else if (!batch.isOwned()) {
                LOG.info(
                        "Batch dropped before writing, partitions were revoked; the records of the others are polled again");
                batch.add(polled);
                inFlight.removeNewest();
                seekToStart(batch);
                batch = null;
                records.clear();
                polled = pollRecords(timeout);
            }
        }
        polled.nextOffsets().forEach(inFlight::advance);
        return records;
    }

    /**
     * Whether the partitions of the oldest batch in flight are still this consumer's. No request is sent for a batch that
     * was processed quickly: see {@link PartitionOwnership}.
     */
    public boolean ownsBatch() {
        InFlightBatch oldest = inFlight.oldest();
        boolean owned = oldest.isOwned()
                && (ownership.isGuaranteed(oldest) || guarded(() -> ownership.isConfirmed(oldest, consumer())));
        if (!owned) {
            LOG.warn("Batch dropped before producing, partitions were reassigned; the new owner reprocesses the batch");
        }
        return owned;
    }

    /**
     * Commits the oldest batch in flight. During a rebalance, the commit is deferred to the next poll, or to the revocation
     * of its partitions.
     */
    public void commit() {
        guarded(() -> {
            inFlight.finishOldest();
            commitFinished();
            return null;
        });
    }

    /**
     * Commits the first records of the oldest batch in flight, and rewinds to the others: the next poll starts with them.
     *
     * @param finished in the order in which they were polled
     */
    public void commitFirst(List<ConsumerRecord<byte[], byte[]>> finished) {
        guarded(() -> {
            inFlight.finishFirst(finished);
            rewind();
            commitFinished();
            return null;
        });
    }

    /** A line of text about records that can't be consumed at present; empty if all can. */
    public Optional<String> blocked() {
        return openTransactions.report();
    }

    /** Rewinds to the start of the oldest batch in flight: the next poll starts with it. */
    public void rewind() {
        inFlight.removeAll(batch -> {
            if (consumer != null) {
                seekToStart(batch);
            }
        });
    }

    private void seekToStart(InFlightBatch batch) {
        batch.start().forEach((partition, start) -> {
            if (assigned.contains(partition)) {
                consumer().seek(partition, start);
            }
        });
    }

    /**
     * Waits without consuming, but stays a member of the group: the partitions are paused and polled.
     *
     * @param proceed checked several times a second; the wait ends when it is false
     */
    public void waitPaused(Duration pause, BooleanSupplier proceed) {
        long end = System.nanoTime() + pause.toNanos();
        paused = true;
        try {
            guarded(() -> {
                consumer().pause(Set.copyOf(assigned));
                lag.refresh();
                try {
                    while (proceed.getAsBoolean() && System.nanoTime() < end) {
                        lag.reportPaused(consumer(), assigned);
                        pollFromValidPositions(Timeouts.PAUSED_POLL);
                    }
                } finally {
                    consumer().resume(Set.copyOf(assigned));
                }
                return null;
            });
        } finally {
            paused = false;
        }
    }

    /** Commits finished batches, waiting a bounded time for a rebalance to end, and leaves the group. */
    @Override
    public void close() {
        long end = System.nanoTime() + Timeouts.LAST_COMMIT.toNanos();
        try {
            while (consumer != null && inFlight.hasCommittable() && System.nanoTime() < end) {
                waitPaused(Timeouts.PAUSED_POLL, () -> true);
                commitFinished();
            }
        } catch (KafkaException e) {
            LOG.debug("Offset commit failed on close; the new owner reprocesses the batch", e);
        }
        closeConsumer();
    }

    private void closeConsumer() {
        if (consumer != null) {
            Consumer<byte[], byte[]> closing = consumer;
            consumer = null;
            inFlight.clear();
            assigned.clear();
            startable.clear();
            ownership.renew();
            try {
                closing.close(CloseOptions.timeout(Timeouts.CONSUMER_CLOSE));
            } catch (KafkaException e) {
                LOG.debug("Closing the consumer failed", e);
            }
        }
    }

    /** The client returns at once where a position has advanced without records; there may be records behind it. */
    private ConsumerRecords<byte[], byte[]> pollRecords(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        ConsumerRecords<byte[], byte[]> polled = pollFromValidPositions(timeout);
        long left = end - System.nanoTime();
        while (polled.isEmpty() && !polled.nextOffsets().isEmpty() && left > 0) {
            polled.nextOffsets().forEach(inFlight::advance);
            polled = pollFromValidPositions(Duration.ofNanos(left));
            left = end - System.nanoTime();
        }
        return polled;
    }

    private ConsumerRecords<byte[], byte[]> pollMore(BooleanSupplier collect) {
        try {
            ConsumerRecords<byte[], byte[]> polled = consumer().pollMore(Duration.ZERO);
            while (polled.isEmpty() && !consumer().isFull() && collect.getAsBoolean()) {
                polled.nextOffsets().forEach(inFlight::advance);
                polled = consumer().pollMore(Timeouts.COLLECT);
            }
            return polled;
        } catch (InvalidOffsetException e) {
            LOG.debug("Invalid position: the next poll resets it", e);
            return ConsumerRecords.empty();
        }
    }

    private BoundedConsumer consumer() {
        if (consumer == null) {
            consumer = clients.member();
            consumer.subscribe(List.of(topic), new Rebalance());
        }
        return consumer;
    }

    private ConsumerRecords<byte[], byte[]> pollFromValidPositions(Duration timeout) {
        try {
            return consumer().poll(timeout);
        } catch (NoOffsetForPartitionException e) {
            startAtEarliest(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> earliest = consumer().beginningOffsets(e.partitions());
            // The client could reset such a position silently, but records may be lost: that takes an alert.
            LOG.error(
                    "Committed offset out of range for {}: records expired or topic recreated; resetting to earliest",
                    e.offsetOutOfRangePartitions());
            listener.outOfRange(e.partitions().size());
            inFlight.removeOffsets(e.partitions());
            startAt(earliest);
        }
        return pollFromValidPositions(timeout);
    }

    /** With the group protocol consumer, the exception may come before the partitions are assigned, and once more later. */
    private void startAtEarliest(Set<TopicPartition> withoutOffset) {
        Set<TopicPartition> partitions = new HashSet<>(withoutOffset);
        partitions.retainAll(startable);
        if (!partitions.isEmpty()) {
            LOG.info("No committed offset for {}: starting at earliest", partitions);
            startAt(consumer().beginningOffsets(partitions));
            startable.removeAll(partitions);
        }
    }

    /**
     * The position is committed although nothing was consumed. So the next restart does not report the same loss again,
     * records that are lost before the first one is consumed are reported, and an autoscaler sees a lag of 0 for an empty
     * partition.
     */
    private void startAt(Map<TopicPartition, Long> offsets) {
        offsets.forEach((partition, offset) -> {
            consumer().seek(partition, offset);
            inFlight.addCommittable(partition, offset);
        });
    }

    /** Without brokers, or without the topic, a poll just returns no records: only a request fails. */
    private void requireTopic() {
        try {
            consumer().endOffsets(List.of(new TopicPartition(topic, 0)));
        } catch (TimeoutException e) {
            throw new ConnectionCheck(clients, topic).explain(e);
        }
    }

    private void commitFinished() {
        try {
            consumer().commitSync(inFlight.committable());
            inFlight.clearCommittable();
        } catch (RebalanceInProgressException e) {
            LOG.debug("Offset commit deferred: a rebalance is in progress", e);
        } catch (CommitFailedException e) {
            LOG.warn("Offset commit rejected, partitions were reassigned; the new owner reprocesses the batch");
            inFlight.clearCommittable();
            ownership.commitRejected();
        }
    }

    private <T> T guarded(Supplier<T> work) {
        if (guarded) {
            // Called while partitions are revoked: the enclosing poll handles failures.
            return work.get();
        }
        guarded = true;
        try {
            return work.get();
        } catch (InterruptException e) {
            // A shutdown has interrupted the loop. The flag is cleared, for it would keep the consumer from leaving the
            // group.
            Thread.interrupted();
            throw e;
        } catch (KafkaException e) {
            if (!(e instanceof RetriableException)) {
                closeConsumer();
            }
            throw KafkaUser.CONSUMER.explain(e);
        } catch (RuntimeException | Error e) {
            // The position may be after records that were never returned.
            closeConsumer();
            throw e;
        } finally {
            guarded = false;
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // First: the request for the offsets may be interrupted, and the client does not repeat the assignment.
            assigned.addAll(partitions);
            startable.addAll(partitions);
            LOG.info("Partitions assigned: {}", withCommittedOffsets(partitions));
            ownership.renew();
            if (paused) {
                consumer().pause(partitions);
            }
            member.joined();
        }

        /** If a record ends the process, no other line names its partition and the offset before it. */
        private Object withCommittedOffsets(Collection<TopicPartition> partitions) {
            try {
                List<String> places = new ArrayList<>();
                consumer()
                        .committed(Set.copyOf(partitions), Timeouts.COMMITTED_OFFSETS)
                        .forEach((partition, offset) ->
                                places.add(partition + (offset == null ? "" : "@" + offset.offset())));
                return places;
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                LOG.debug("Committed offsets could not be read", e);
                return partitions;
            }
        }

        /** Called from within a poll. Finished batches may not be committed yet. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.info("Partitions revoked: {}", partitions);
            try {
                if (!inFlight.isEmpty()) {
                    member.beforeRevocation();
                }
                if (inFlight.hasCommittable()) {
                    commitFinished();
                }
            } finally {
                markLost(partitions);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.warn("Partitions lost: {}", partitions);
            markLost(partitions);
        }

        private void markLost(Collection<TopicPartition> partitions) {
            assigned.removeAll(partitions);
            startable.removeAll(partitions);
            inFlight.markLost(partitions);
            partitions.forEach(listener::revoked);
        }
    }
}
