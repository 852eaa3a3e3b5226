package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.common.message.CounterValue;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderReport;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/**
 * The rule of CDM: the ledger takes in what the batch says of its orders, the counters follow the ledger, and for
 * every order of the batch, changed or not, the present value of every counter that the ledger names for it is sent.
 * So nothing is lost if an earlier attempt ended between its commit and its sending.
 */
@Component
class OrderReportProcessor implements BatchProcessor<OrderReport> {

    private final LedgerRepository ledger;
    private final CounterRepository counters;
    private final Clock clock;

    OrderReportProcessor(LedgerRepository ledger, CounterRepository counters, Clock clock) {
        this.ledger = ledger;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public OrderReport parse(byte[] value) {
        return OrderReport.parse(value);
    }

    @Override
    public PreparedBatch prepare(List<Received<OrderReport>> batch) {
        Map<UUID, LedgerEntry> entries = new TreeMap<>();
        Map<UUID, ConsumerRecord<byte[], byte[]>> newestSources = new HashMap<>();
        for (Received<OrderReport> received : batch) {
            LedgerEntry entry = LedgerEntry.of(received.message());
            entries.merge(entry.orderKey(), entry, LedgerEntry::merge);
            newestSources.merge(entry.orderKey(), received.source(), OrderReportProcessor::newer);
        }
        List<LedgerEntry> inKeyOrder = List.copyOf(entries.values());
        return () -> {
            List<LedgerChange> changes = ledger.merge(inKeyOrder);
            Map<Counter, CounterTable.Value> risen = counters.apply(CounterChanges.of(changes));
            return new BatchResult(presentValues(changes, newestSources, risen), List.of(), batch.size());
        };
    }

    /** A counter that the ledger names, and the newest record of the batch that it is named for. */
    private record Named(CounterName name, ConsumerRecord<byte[], byte[]> source) {

        private Named merge(Named other) {
            return new Named(CounterName.newest(name, other.name), newer(source, other.source));
        }
    }

    private List<OutgoingMessage> presentValues(
            List<LedgerChange> changes,
            Map<UUID, ConsumerRecord<byte[], byte[]>> sources,
            Map<Counter, CounterTable.Value> risen) {
        Map<Counter, Named> named = new HashMap<>();
        for (LedgerChange change : changes) {
            ConsumerRecord<byte[], byte[]> source = sources.get(change.after().orderKey());
            change.after()
                    .named()
                    .forEach((counter, name) -> named.merge(counter, new Named(name, source), Named::merge));
        }
        List<Counter> inKeyOrder = named.keySet().stream().sorted().toList();
        Map<Counter, CounterTable.Value> present = new HashMap<>(risen);
        present.putAll(counters.select(inKeyOrder.stream()
                .filter(counter -> !risen.containsKey(counter))
                .toList()));
        LocalDateTime now = LocalDateTime.now(clock);
        List<OutgoingMessage> messages = new ArrayList<>(named.size());
        for (Counter counter : inKeyOrder) {
            Named last = named.get(counter);
            CounterTable.Value gone = new CounterTable.Value(last.name().text(), 0);
            CounterValue value = message(counter, present.getOrDefault(counter, gone), now);
            messages.add(new OutgoingMessage(last.source(), value.recordKey(), MessageWriter.write(value)));
        }
        return messages;
    }

    private static CounterValue message(Counter counter, CounterTable.Value value, LocalDateTime now) {
        UUID user = counter.userKey();
        UUID counted = counter.countedKey();
        return counter.kind() == Kind.PRODUCT
                ? CounterValue.of(now, new CounterValue.Product(user, counted, value.name(), value.orders()))
                : CounterValue.of(now, new CounterValue.Category(user, counted, value.name(), value.orders()));
    }

    private static ConsumerRecord<byte[], byte[]> newer(
            ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
        return SourceRecords.sourceTimestamp(other) > SourceRecords.sourceTimestamp(one) ? other : one;
    }
}
