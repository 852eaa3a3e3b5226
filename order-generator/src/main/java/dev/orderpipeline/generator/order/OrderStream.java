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
 * duplicates follow within the next hundreds of positions, and only scheduled records are held in memory.
 */
final class OrderStream implements Iterator<SourceRecord> {

    private static final int SENDING = 21;
    private static final int MAX_BETWEEN_VERSIONS = 200;
    private static final int MAX_BEFORE_DUPLICATE = 500;
    private static final double KEY_SHARE = 0.1;

    private final GeneratorSettings settings;
    private final OrderFactory factory;
    private final PriorityQueue<Scheduled> scheduled =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::position).thenComparingLong(Scheduled::sequence));
    private long nextOrder;
    private long nextInvalidRecord;
    private long nextSequence;

    OrderStream(GeneratorSettings settings, OrderFactory factory) {
        this.settings = settings;
        this.factory = factory;
    }

    private record Scheduled(long position, long sequence, SourceRecord record) {}

    @Override
    public boolean hasNext() {
        return !scheduled.isEmpty() || nextOrder < settings.orders() || nextInvalidRecord < settings.invalidRecords();
    }

    @Override
    public SourceRecord next() {
        while (nextOrder < settings.orders() && !hasDue()) {
            addInvalidRecordsUpTo(nextOrder);
            addOrder(nextOrder++);
        }
        if (nextOrder == settings.orders()) {
            addInvalidRecordsUpTo(nextOrder);
        }
        if (scheduled.isEmpty()) {
            throw new NoSuchElementException();
        }
        return scheduled.remove().record();
    }

    /** Whether no order yet to be generated can precede the first scheduled record. */
    private boolean hasDue() {
        return !scheduled.isEmpty() && scheduled.peek().position() < nextOrder;
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
                add(position + random.below(MAX_BEFORE_DUPLICATE), record);
            }
            position += random.between(1, MAX_BETWEEN_VERSIONS);
        }
    }

    private static SourceRecord record(OrderMessage version, boolean hasKey) {
        byte[] key = hasKey ? Long.toString(version.orderId()).getBytes(StandardCharsets.UTF_8) : null;
        return new SourceRecord(key, version.toJson().getBytes(StandardCharsets.UTF_8), null);
    }

    /** Invalid records are evenly spread over the stream. */
    private void addInvalidRecordsUpTo(long position) {
        while (nextInvalidRecord < settings.invalidRecords() && invalidRecordPosition(nextInvalidRecord) <= position) {
            InvalidRecordKind kind =
                    InvalidRecordKind.values()[(int) (nextInvalidRecord % InvalidRecordKind.values().length)];
            byte[] value =
                    kind.invalidate(factory.forInvalidRecord(nextInvalidRecord).toJson());
            add(invalidRecordPosition(nextInvalidRecord), new SourceRecord(null, value, kind.errorCode()));
            nextInvalidRecord++;
        }
    }

    private long invalidRecordPosition(long number) {
        return (2 * number + 1) * settings.orders() / (2L * settings.invalidRecords());
    }

    private void add(long position, SourceRecord record) {
        scheduled.add(new Scheduled(position, nextSequence++, record));
    }
}
