package dev.orderpipeline.generator.order;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * The records in the order in which they are sent. Order number n is first sent at about position n; its later versions and
 * duplicates follow within the next hundreds of positions, and only what waits for its position is held in memory.
 */
final class OrderStream implements Iterator<SourceRecord> {

    private static final int SENDING = 21;
    private static final int MOST_BETWEEN_VERSIONS = 200;
    private static final int MOST_BEFORE_DUPLICATE = 500;
    private static final double KEY_SHARE = 0.1;

    private final GeneratorSettings settings;
    private final OrderFactory factory;
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::position).thenComparingLong(Waiting::sequence));
    private long nextOrder;
    private long nextPoison;
    private long nextSequence;

    OrderStream(GeneratorSettings settings, OrderFactory factory) {
        this.settings = settings;
        this.factory = factory;
    }

    private record Waiting(long position, long sequence, SourceRecord record) {}

    @Override
    public boolean hasNext() {
        return !waiting.isEmpty() || nextOrder < settings.orders() || nextPoison < settings.poisonRecords();
    }

    @Override
    public SourceRecord next() {
        while (nextOrder < settings.orders() && !hasDue()) {
            addPoisonUpTo(nextOrder);
            addOrder(nextOrder++);
        }
        if (nextOrder == settings.orders()) {
            addPoisonUpTo(nextOrder);
        }
        if (waiting.isEmpty()) {
            throw new NoSuchElementException();
        }
        return waiting.remove().record();
    }

    /** Whether no order that is not made up yet could come before the first that waits. */
    private boolean hasDue() {
        return !waiting.isEmpty() && waiting.peek().position() < nextOrder;
    }

    private void addOrder(long number) {
        RandomSequence random = new RandomSequence(settings.seed(), SENDING, number);
        List<OrderMessage> versions = factory.versions(number);
        if (versions.size() > 1 && random.happens(settings.lateShare())) {
            int late = random.below(versions.size() - 1);
            Collections.swap(versions, late, late + 1);
        }
        boolean hasKey = random.happens(KEY_SHARE);
        long position = number;
        for (OrderMessage version : versions) {
            SourceRecord record = record(version, hasKey);
            add(position, record);
            if (random.happens(settings.duplicateShare())) {
                add(position + random.below(MOST_BEFORE_DUPLICATE), record);
            }
            position += random.between(1, MOST_BETWEEN_VERSIONS);
        }
    }

    private static SourceRecord record(OrderMessage version, boolean hasKey) {
        byte[] key = hasKey ? Long.toString(version.orderId()).getBytes(StandardCharsets.UTF_8) : null;
        return new SourceRecord(key, version.toJson().getBytes(StandardCharsets.UTF_8), null);
    }

    /** Invalid records stand at even distances, the first in the middle of its part. */
    private void addPoisonUpTo(long position) {
        while (nextPoison < settings.poisonRecords() && poisonPosition(nextPoison) <= position) {
            InvalidRecordKind kind = InvalidRecordKind.values()[(int) (nextPoison % InvalidRecordKind.values().length)];
            byte[] value = kind.spoil(factory.forPoison(nextPoison).toJson());
            add(poisonPosition(nextPoison), new SourceRecord(null, value, kind.errorCode()));
            nextPoison++;
        }
    }

    private long poisonPosition(long poison) {
        return (2 * poison + 1) * settings.orders() / (2L * settings.poisonRecords());
    }

    private void add(long position, SourceRecord record) {
        waiting.add(new Waiting(position, nextSequence++, record));
    }
}
