package dev.orderpipeline.cdm;

import dev.orderpipeline.common.kafka.Origin;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A counter that orders of a batch name: the change by the batch, and the value stored afterwards. */
final class TouchedCounter {

    /** The value of a counter's row. */
    record Value(String name, int orders) {}

    private final CounterKey counter;
    private final Map<CounterName, Integer> changes = new HashMap<>(2);
    private CounterName newestName;
    private Origin origin;
    private @Nullable Value stored;

    /** @param name that the ledger has for this counter, in an order from that origin */
    TouchedCounter(CounterKey counter, CounterName name, Origin origin) {
        this.counter = counter;
        this.newestName = name;
        this.origin = origin;
    }

    /** Adds the name in one more order. */
    void addName(CounterName name, Origin origin) {
        newestName = CounterName.newest(newestName, name);
        this.origin = Origin.newer(this.origin, origin);
    }

    /** Adds an order that gives the counter this name. */
    void add(CounterName name) {
        change(name, 1);
    }

    /** Subtracts an order that gave the counter this name. */
    void subtract(CounterName name) {
        change(name, -1);
    }

    private void change(CounterName name, int orders) {
        changes.merge(name, orders, (sum, added) -> sum + added == 0 ? null : sum + added);
    }

    void setStored(Value value) {
        stored = value;
    }

    CounterKey counter() {
        return counter;
    }

    /** By name, how many orders more give it; negative if there are fewer, never 0. */
    Map<CounterName, Integer> changes() {
        return changes;
    }

    boolean isChanged() {
        return !changes.isEmpty();
    }

    /** Whether orders are only added, all with the same name. */
    private boolean isIncremented() {
        return changes.size() == 1 && changes.values().iterator().next() > 0;
    }

    /**
     * The row to insert, or to add to the stored one if that has the same name: with the orders if the counter is only
     * incremented, else with none. The counter must be changed.
     */
    CounterRow increment() {
        Map.Entry<CounterName, Integer> change = changes.entrySet().iterator().next();
        return new CounterRow(counter, change.getKey(), isIncremented() ? change.getValue() : 0, 0);
    }

    boolean isStored() {
        return stored != null;
    }

    /** The value after the batch; 0 orders if no such counter is stored. */
    Value value() {
        return stored == null ? new Value(newestName.text(), 0) : stored;
    }

    /** The newest origin of its orders in the batch. */
    Origin origin() {
        return origin;
    }
}
