package dev.orderpipeline.common.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source topic, batch by batch: what was polled is <em>in hand</em> until it is committed, rewound or lost. Several
 * batches may be in hand; they are committed in the order in which they were polled. Used by one thread at a time. A
 * consumer that can't be used any more is closed and built anew at the next poll; it goes on from the committed offsets.
 */
public final class RecordSource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordSource.class);
    private static final Duration WAITING_SLICE = Duration.ofMillis(200);
    private static final Duration LAG_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration COMMITTED_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST_FINISH = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
    private static final Duration TRANSACTION_CHECK_INTERVAL = Duration.ofSeconds(15);
    private static final Duration TRANSACTION_REPORT_AFTER = Duration.ofMinutes(1);

    private final KafkaClients clients;
    private final String topic;
    private final SourceListener listener;
    private final long surelyOwnedNanos;
    private final OpenTransactions openTransactions;

    private BoundedConsumer consumer;
    private final Deque<Batch> inHand = new ArrayDeque<>();
    private GroupMember member = () -> {};
    private boolean waiting;
    private boolean guarded;
    /** A commit was refused, and no partitions were assigned since then. */
    private boolean perhapsThrownOut;
    /** Offsets to commit that no batch in hand is in front of: a rebalance was under way, or they come without records. */
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    public RecordSource(KafkaClients clients, String topic, SourceListener listener) {
        this(
                clients,
                topic,
                listener,
                KafkaClients.SESSION_TIMEOUT,
                new OpenTransactions(clients, TRANSACTION_CHECK_INTERVAL, TRANSACTION_REPORT_AFTER));
    }

    /** @param surelyOwned for so long after a poll nobody is thrown out of the group */
    RecordSource(
            KafkaClients clients,
            String topic,
            SourceListener listener,
            Duration surelyOwned,
            OpenTransactions openTransactions) {
        this.clients = clients;
        this.topic = topic;
        this.listener = listener;
        this.surelyOwnedNanos = surelyOwned.toNanos();
        this.openTransactions = openTransactions;
    }

    /**
     * The records of one or several polls.
     *
     * @param start the offsets of its first records
     * @param end the offsets to commit, of the same partitions: after its last records, and what lies behind without any
     * @param lost partitions that it came from and that are another consumer's now
     */
    private record Batch(
            Map<TopicPartition, OffsetAndMetadata> start,
            Map<TopicPartition, OffsetAndMetadata> end,
            Set<TopicPartition> lost,
            long polledAtNanos) {

        private static Batch startedAt(long nanos) {
            return new Batch(new HashMap<>(), new HashMap<>(), new HashSet<>(), nanos);
        }

        private void add(ConsumerRecords<byte[], byte[]> records) {
            for (TopicPartition partition : records.partitions()) {
                start.putIfAbsent(
                        partition,
                        new OffsetAndMetadata(records.records(partition).get(0).offset()));
            }
        }

        /** Their offsets mean nothing any more: nobody must go back to them, or commit them. */
        private void forgetOffsets(Set<TopicPartition> partitions) {
            start.keySet().removeAll(partitions);
            end.keySet().removeAll(partitions);
        }
    }

    /**
     * Takes the next batch in hand, waiting for it at most so long; during the wait partitions may come and go.
     *
     * @param member told when partitions come and go
     * @return the records, in the order of their offsets within a partition; empty if none came
     * @throws KafkaException if the consumer can't go on, or if the brokers don't answer for the topic
     */
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout, GroupMember member) {
        this.member = member;
        return guarded(() -> {
            long polledAtNanos = System.nanoTime();
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            Batch batch = null;
            ConsumerRecords<byte[], byte[]> polled = pollRecords(timeout);
            while (!polled.isEmpty()) {
                if (batch == null) {
                    batch = Batch.startedAt(polledAtNanos);
                    inHand.add(batch);
                }
                batch.add(polled);
                polled.forEach(records::add);
                polled.nextOffsets().forEach(this::advance);
                polled = batch.lost().isEmpty() ? pollMore() : ConsumerRecords.empty();
                if (inHand.peekLast() != batch) {
                    // A rebalance in that poll has put back what was in hand: its records come again.
                    batch = null;
                    records.clear();
                }
            }
            polled.nextOffsets().forEach(this::advance);
            if (inHand.isEmpty()) {
                if (!uncommitted.isEmpty()) {
                    commitFinished();
                }
                requireTopic();
            }
            consumer.assignment().forEach(this::reportLag);
            openTransactions.check(consumer);
            return records;
        });
    }

    /**
     * A position moves with records, but also over what is none: aborted transactions, and the marker at the end of each.
     * Those offsets are committed like the others, after the newest batch in hand that has records in front of them.
     */
    private void advance(TopicPartition partition, OffsetAndMetadata next) {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted;
        for (Batch batch : inHand) {
            if (batch.start().containsKey(partition)) {
                offsets = batch.end();
            }
        }
        // Without the epoch: where the topic is made anew, epochs begin again, and a client that has seen a higher one
        // waits.
        offsets.put(partition, new OffsetAndMetadata(next.offset()));
    }

    /**
     * Whether the partitions of the oldest batch in hand are still this consumer's. A batch that was handled quickly is
     * not asked about: nobody is thrown out of the group before the session time-out, unless a commit was refused.
     */
    public boolean ownsBatch() {
        Batch oldest = inHand.element();
        boolean owned = oldest.lost().isEmpty() && (isSurelyOwned(oldest) || guarded(() -> isStillOwned(oldest)));
        if (!owned) {
            LOG.warn("The partitions of this batch were taken away: dropped, their new owner does it again");
        }
        return owned;
    }

    private boolean isSurelyOwned(Batch batch) {
        return !perhapsThrownOut && System.nanoTime() - batch.polledAtNanos() < surelyOwnedNanos;
    }

    private boolean isStillOwned(Batch batch) {
        try {
            consumer.commitSync(batch.start());
            return true;
        } catch (RebalanceInProgressException e) {
            return true;
        } catch (CommitFailedException e) {
            return false;
        }
    }

    /**
     * Commits the oldest batch in hand. While a rebalance is under way, that is made up for at the next poll, and before
     * its partitions go.
     */
    public void commit() {
        guarded(() -> {
            uncommitted.putAll(inHand.remove().end());
            commitFinished();
            return null;
        });
    }

    /**
     * Commits the first records of the oldest batch in hand, and puts the others back with all batches behind them: the
     * next poll begins with them.
     *
     * @param finished in the order in which they were polled
     */
    public void commitFirst(List<ConsumerRecord<byte[], byte[]>> finished) {
        guarded(() -> {
            Map<TopicPartition, OffsetAndMetadata> end = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : finished) {
                end.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            Map<TopicPartition, OffsetAndMetadata> start = inHand.element().start();
            end.keySet().retainAll(start.keySet());
            start.putAll(end);
            rewind();
            uncommitted.putAll(end);
            commitFinished();
            return null;
        });
    }

    /** Why records that are in the topic can't be consumed at present, for a reader; empty if there are none of that kind. */
    public Optional<String> heldBack() {
        return openTransactions.report();
    }

    /** Puts all that is in hand back, so that the next poll begins with the oldest of it again. */
    public void rewind() {
        while (!inHand.isEmpty()) {
            Batch newest = inHand.removeLast();
            if (consumer != null) {
                seekToStart(newest);
            }
        }
    }

    private void seekToStart(Batch batch) {
        Set<TopicPartition> assigned = consumer.assignment();
        batch.start().forEach((partition, start) -> {
            if (assigned.contains(partition) && !batch.lost().contains(partition)) {
                consumer.seek(partition, start);
            }
        });
    }

    /**
     * Waits without taking records, but keeps its place in the group: the partitions are paused and polled.
     *
     * @param goOn asked several times a second; the wait ends when it says no
     */
    public void waitPaused(Duration pause, BooleanSupplier goOn) {
        long end = System.nanoTime() + pause.toNanos();
        waiting = true;
        try {
            guarded(() -> {
                connect();
                consumer.pause(consumer.assignment());
                try {
                    reportLagWhileWaiting();
                    while (goOn.getAsBoolean() && System.nanoTime() < end) {
                        pollFromValidPositions(WAITING_SLICE);
                    }
                } finally {
                    consumer.resume(consumer.assignment());
                }
                return null;
            });
        } finally {
            waiting = false;
        }
    }

    /** Commits what is finished, waiting a bounded time for a rebalance to end, and leaves the group. */
    @Override
    public void close() {
        long end = System.nanoTime() + LONGEST_FINISH.toNanos();
        try {
            while (consumer != null && !uncommitted.isEmpty() && System.nanoTime() < end) {
                waitPaused(WAITING_SLICE, () -> true);
                commitFinished();
            }
        } catch (KafkaException e) {
            LOG.debug("What is finished can't be committed: it is done again by the next owner", e);
        }
        discard();
    }

    private void discard() {
        if (consumer != null) {
            Consumer<byte[], byte[]> closing = consumer;
            consumer = null;
            inHand.clear();
            uncommitted.clear();
            try {
                closing.close(CloseOptions.timeout(LONGEST_CLOSE));
            } catch (KafkaException e) {
                LOG.debug("The consumer did not close in good order", e);
            }
        }
    }

    /** The client returns at once where a position has moved over what is no record; there may be records behind it. */
    private ConsumerRecords<byte[], byte[]> pollRecords(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        ConsumerRecords<byte[], byte[]> polled = pollFromValidPositions(timeout);
        long left = end - System.nanoTime();
        while (polled.isEmpty() && !polled.nextOffsets().isEmpty() && left > 0) {
            polled.nextOffsets().forEach(this::advance);
            polled = pollFromValidPositions(Duration.ofNanos(left));
            left = end - System.nanoTime();
        }
        return polled;
    }

    private ConsumerRecords<byte[], byte[]> pollMore() {
        try {
            return consumer.pollMore();
        } catch (InvalidOffsetException e) {
            LOG.debug("A position is invalid: the next poll starts with it", e);
            return ConsumerRecords.empty();
        }
    }

    private void connect() {
        if (consumer == null) {
            consumer = clients.consumer();
            consumer.subscribe(List.of(topic), new Rebalance());
        }
    }

    private ConsumerRecords<byte[], byte[]> pollFromValidPositions(Duration timeout) {
        connect();
        try {
            return consumer.poll(timeout);
        } catch (NoOffsetForPartitionException e) {
            LOG.info("No committed offset for {}: starting at the beginning", e.partitions());
            startAtBeginning(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            // The client could reset such a position silently, but records were lost: somebody has to hear of it.
            LOG.error(
                    "The committed position is not in the topic any more: {}. Records were deleted before they were "
                            + "consumed, or the topic was made anew. Going on at the beginning of what is there",
                    e.offsetOutOfRangePartitions());
            listener.outOfRange(e.partitions().size());
            inHand.forEach(batch -> batch.forgetOffsets(e.partitions()));
            startAtBeginning(e.partitions());
        }
        return pollFromValidPositions(timeout);
    }

    /**
     * The position is committed although nothing was consumed: a loss is not reported again after the next restart, one
     * that happens before the first record is consumed is, and the lag of an empty partition is 0 for whoever scales by it.
     */
    private void startAtBeginning(Set<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
        partitions.forEach(
                partition -> uncommitted.put(partition, new OffsetAndMetadata(consumer.position(partition))));
    }

    /** A client that finds no broker, or no topic any more, just brings nothing: somebody has to ask. */
    private void requireTopic() {
        try {
            consumer.endOffsets(List.of(new TopicPartition(topic, 0)));
        } catch (TimeoutException e) {
            throw new ConnectionCheck(clients, topic).explain(e);
        }
    }

    private void commitFinished() {
        try {
            consumer.commitSync(uncommitted);
            uncommitted.clear();
        } catch (RebalanceInProgressException e) {
            LOG.debug("A rebalance is under way: committing later", e);
        } catch (CommitFailedException e) {
            LOG.warn("The partitions were taken away before the commit: their new owner does the batch again");
            uncommitted.clear();
            perhapsThrownOut = true;
        }
    }

    private void reportLag(TopicPartition partition) {
        consumer.currentLag(partition).ifPresent(records -> listener.lag(partition, records));
    }

    /** Paused partitions fetch nothing, so the client does not know what is piling up: the brokers are asked. */
    private void reportLagWhileWaiting() {
        consumer.endOffsets(consumer.assignment(), LAG_TIMEOUT).forEach((partition, end) -> {
            try {
                listener.lag(partition, end - consumer.position(partition, LAG_TIMEOUT));
            } catch (InvalidOffsetException e) {
                LOG.debug("No position yet: the next poll finds one", e);
            }
        });
    }

    private <T> T guarded(Supplier<T> work) {
        if (guarded) {
            // Called while partitions are handed over: the poll that does so deals with what goes wrong.
            return work.get();
        }
        guarded = true;
        try {
            return work.get();
        } catch (InterruptException e) {
            // The loop is told to stop. The interruption has done its work; leaving the group must not suffer from it.
            Thread.interrupted();
            throw e;
        } catch (KafkaException e) {
            if (!(e instanceof RetriableException)) {
                discard();
            }
            throw KafkaUser.CONSUMER.explain(e);
        } catch (RuntimeException | Error e) {
            // The consumer may have gone on behind records that it never handed out.
            discard();
            throw e;
        } finally {
            guarded = false;
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("Partitions assigned: {}", withCommittedOffsets(partitions));
            perhapsThrownOut = false;
            if (waiting) {
                consumer.pause(partitions);
            }
            member.joined();
        }

        /** Where a record ends the process, no other line names its partition and the offset that it lies behind. */
        private Object withCommittedOffsets(Collection<TopicPartition> partitions) {
            try {
                List<String> places = new ArrayList<>();
                consumer.committed(Set.copyOf(partitions), COMMITTED_TIMEOUT)
                        .forEach((partition, offset) ->
                                places.add(partition + (offset == null ? "" : "@" + offset.offset())));
                return places;
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                LOG.debug("The committed offsets could not be read", e);
                return partitions;
            }
        }

        /** Called from within a poll. What is finished is perhaps not yet committed. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.info("Partitions handed over: {}", partitions);
            try {
                if (!inHand.isEmpty()) {
                    member.beforeHandOver();
                }
                if (!uncommitted.isEmpty()) {
                    commitFinished();
                }
            } finally {
                forget(partitions);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.warn("Partitions lost: {}", partitions);
            forget(partitions);
        }

        /** They are another consumer's now: a commit of this one would set its offsets back. */
        private void forget(Collection<TopicPartition> partitions) {
            uncommitted.keySet().removeAll(partitions);
            inHand.forEach(batch ->
                    partitions.stream().filter(batch.start()::containsKey).forEach(batch.lost()::add));
            partitions.forEach(listener::gone);
        }
    }
}
