package dev.orderpipeline.cdm;

import dev.orderpipeline.common.kafka.Origin;

/** A counter that orders of a batch name, what the batch does to it, and what it says then. */
final class TouchedCounter {

    /** What a counter's row says. */
    record Value(String name, int orders) {}

    private final Counter counter;
    private CounterName named;
    private Origin origin;
    private CounterName added;
    private int difference;
    private boolean lostAnOrder;
    private Value present;

    TouchedCounter(Counter counter) {
        this.counter = counter;
    }

    /** The ledger names it so, for an order that comes from there. */
    void addName(CounterName name, Origin origin) {
        named = named == null ? name : CounterName.newest(named, name);
        this.origin = this.origin == null ? origin : Origin.newer(this.origin, origin);
    }

    void gainsAnOrder(CounterName name) {
        difference++;
        added = added == null ? name : CounterName.newest(added, name);
    }

    void losesAnOrder() {
        difference--;
        lostAnOrder = true;
    }

    void says(Value value) {
        present = value;
    }

    Counter counter() {
        return counter;
    }

    /** How many orders more it counts; negative if there are fewer. */
    int difference() {
        return difference;
    }

    /** The newest of the names that orders brought along; null if none was added. */
    CounterName added() {
        return added;
    }

    boolean falls() {
        return difference < 0;
    }

    /** Rises, or stays and may get a newer name. */
    boolean rises() {
        return added != null && difference >= 0;
    }

    /** Its name may have been that of an order that does not count any more. */
    boolean isPerhapsNamedOtherwise() {
        return lostAnOrder;
    }

    boolean isUnknown() {
        return present == null;
    }

    /** What it says after the batch; 0 orders if there is no such counter. */
    Value present() {
        return present == null ? new Value(named.text(), 0) : present;
    }

    /** The newest that it is named for. */
    Origin origin() {
        return origin;
    }
}
