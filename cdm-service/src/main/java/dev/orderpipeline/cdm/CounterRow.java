package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.TouchedCounter.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A counter's row in its mart, with the newest of the names that orders give the counter. The orders that give another
 * one are counted by name in {@link OtherNames}, so that the next name is found however many orders a user has.
 *
 * @param name without meaning in a row that counts no orders yet
 * @param orders how many orders the row counts
 * @param others how many of them give another name
 */
record CounterRow(CounterKey counter, CounterName name, int orders, int others) {

    /**
     * The row after a batch.
     *
     * @param named empty where the newest of the other names is the next name
     * @param otherNames by name, how many orders more give it, without the name of the row; negative if there are fewer
     */
    record Change(CounterKey counter, int orders, Optional<CounterRow> named, Map<CounterName, Integer> otherNames) {

        boolean needsNameRefresh() {
            return named.isEmpty();
        }

        /** @param newest of the other names, only used if {@link #needsNameRefresh} */
        CounterRow row(Optional<OtherNames.Name> newest) {
            return named.or(() ->
                            newest.map(other -> new CounterRow(counter, other.name(), orders, orders - other.orders())))
                    .orElseThrow();
        }
    }

    /** @param changes by name, how many orders more give it; negative if there are fewer */
    Change plus(Map<CounterName, Integer> changes) {
        int ordersAfter =
                orders + changes.values().stream().mapToInt(Integer::intValue).sum();
        int namedAfter = orders - others + changes.getOrDefault(name, 0);
        Map<CounterName, Integer> names = new HashMap<>(changes);
        names.remove(name);
        if (namedAfter == 0 && others > 0 && ordersAfter > 0) {
            return new Change(counter, ordersAfter, Optional.empty(), names);
        }
        CounterName newest = name;
        int newestAfter = namedAfter;
        for (Map.Entry<CounterName, Integer> other : changes.entrySet()) {
            boolean newer = newestAfter == 0 || other.getKey().compareTo(newest) > 0;
            if (other.getValue() > 0 && newer && !other.getKey().equals(name)) {
                newest = other.getKey();
                newestAfter = other.getValue();
            }
        }
        if (!newest.equals(name)) {
            names.remove(newest);
            names.put(name, namedAfter);
            names.remove(name, 0);
        }
        CounterRow row = new CounterRow(counter, newest, ordersAfter, ordersAfter - newestAfter);
        return new Change(counter, ordersAfter, Optional.of(row), names);
    }

    Value value() {
        return new Value(name.text(), orders);
    }
}
