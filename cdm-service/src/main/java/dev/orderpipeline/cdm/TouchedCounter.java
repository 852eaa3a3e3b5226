package dev.orderpipeline.cdm;

import dev.orderpipeline.common.kafka.Origin;
import java.util.HashMap;
import java.util.Map;

/** A counter that orders of a batch name, how the batch changes it, and its value afterwards. */
final class TouchedCounter {

    /** What a counter's row holds. */
    record Value(String name, int orders) {}

    private final Counter counter;
    private final Map<CounterName, Integer> changes = new HashMap<>(2);
    private CounterName named;
    private Origin origin;
    private Value present;

    TouchedCounter(Counter counter) {
        this.counter = counter;
    }

    /** The ledger names it so, for an order from that origin. */
    void addName(CounterName name, Origin origin) {
        named = named == null ? name : CounterName.newest(named, name);
        this.origin = this.origin == null ? origin : Origin.newer(this.origin, origin);
    }

    /** @param orders how many orders more give it this name; negative if there are fewer */
    void change(CounterName name, int orders) {
        changes.merge(name, orders, (sum, added) -> sum + added == 0 ? null : sum + added);
    }

    void setPresent(Value value) {
        present = value;
    }

    Counter counter() {
        return counter;
    }

    /** By name, how many orders more give it; negative if there are fewer, never 0. */
    Map<CounterName, Integer> changes() {
        return changes;
    }

    boolean isChanged() {
        return !changes.isEmpty();
    }

    /** One of the names of {@link #changes}; there must be one. */
    CounterName changedName() {
        return changes.keySet().iterator().next();
    }

    /** How many orders more give it {@link #changedName} if that is all that changes, else 0. */
    long rise() {
        return changes.size() == 1 ? Math.max(0, changes.values().iterator().next()) : 0;
    }

    boolean isPresent() {
        return present != null;
    }

    /** Its value after the batch; 0 orders if there is no such counter. */
    Value present() {
        return present == null ? new Value(named.text(), 0) : present;
    }

    /** The newest that it is named for. */
    Origin origin() {
        return origin;
    }
}
