package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.figures.RecentChanges;
import dev.orderpipeline.common.kafka.Origin;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.message.CounterValue;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderReport;
import dev.orderpipeline.common.value.Uuids;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The rule of CDM: a batch is merged into the ledger, the changes of the ledger are applied to the counters, and for every
 * order of the batch, changed or not, the current value of every counter that the ledger names for it is produced. So no
 * value is lost if an earlier attempt ended between its commit and its messages.
 */
@Component
class OrderReportProcessor implements BatchProcessor<OrderReport> {

    /** For a batch of one order, which cannot be divided. */
    private static final NameLimit UNLIMITED = new NameLimit(Long.MAX_VALUE, 1);

    private final LedgerRepository ledger;
    private final CounterRepository counters;
    private final RecentChanges recentChanges;
    private final MemoryBudget memory;
    private final Clock clock;

    OrderReportProcessor(
            LedgerRepository ledger,
            CounterRepository counters,
            RecentChanges recentChanges,
            MemoryBudget memory,
            Clock clock) {
        this.ledger = ledger;
        this.counters = counters;
        this.recentChanges = recentChanges;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public OrderReport parse(byte @Nullable [] value) {
        return OrderReport.parse(value);
    }

    @Override
    public PreparedBatch prepare(List<Received<OrderReport>> batch) {
        Map<UUID, List<LedgerEntry>> versions = new TreeMap<>(Uuids.ORDER);
        Map<UUID, Origin> newestOrigins = new HashMap<>();
        for (Received<OrderReport> received : batch) {
            LedgerEntry entry = LedgerEntry.of(received.message());
            versions.computeIfAbsent(entry.orderKey(), key -> new ArrayList<>(1))
                    .add(entry);
            newestOrigins.merge(entry.orderKey(), received.origin(), Origin::newer);
        }
        List<UUID> orders =
                batch.stream().map(received -> received.message().objectId()).toList();
        List<LedgerEntry> inKeyOrder =
                versions.values().stream().map(LedgerEntry::merge).toList();
        return () -> {
            Map<UUID, Long> storedBytes = ledger.lock(inKeyOrder);
            requireThatItFits(orders, storedBytes);
            TouchedCounters touched =
                    new TouchedCounters(ledger.merge(inKeyOrder, storedBytes.keySet()), newestOrigins);
            counters.apply(
                    touched,
                    inKeyOrder.size() == 1 ? UNLIMITED : new NameLimit(memory.storedBytes(), orders.size() / 2));
            recentChanges.addAfterCommit(touched.changed());
            return new BatchResult(messages(touched), List.of(), orders.size());
        };
    }

    /**
     * A report of a few bytes may subtract an order of many counters, so the bytes loaded from the tables are limited too.
     * An order that is above the limit by itself is written alone.
     */
    private void requireThatItFits(List<UUID> orders, Map<UUID, Long> storedBytes) {
        Set<UUID> loaded = new HashSet<>();
        long bytes = 0;
        for (int index = 0; index < orders.size(); index++) {
            if (loaded.add(orders.get(index))) {
                bytes += storedBytes.getOrDefault(orders.get(index), 0L);
                if (bytes > memory.storedBytes() && loaded.size() > 1) {
                    throw new BatchTooLargeException(index);
                }
            }
        }
    }

    private List<OutgoingMessage> messages(TouchedCounters counters) {
        LocalDateTime now = LocalDateTime.now(clock);
        MessageWriter writer = new MessageWriter();
        return counters.inKeyOrder().stream()
                .map(touched -> {
                    CounterKey counter = touched.counter();
                    TouchedCounter.Value value = touched.value();
                    CounterValue message = counter.kind().message(now, counter, value.name(), value.orders());
                    return new OutgoingMessage(touched.origin(), message.recordKey(), writer.write(message));
                })
                .toList();
    }
}
