package dev.orderpipeline.cdm;

import dev.orderpipeline.common.kafka.Origin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The counter rule: an order counts once in each counter that its newest version names, if that version is closed. So
 * where a ledger entry changes, its former contributions are subtracted and the new ones added. This class sums that up
 * over a batch, for every counter that the ledger names for any of its orders, changed or not.
 */
final class TouchedCounters {

    private final Map<CounterKey, TouchedCounter> byCounter = new HashMap<>();
    private final List<TouchedCounter> inKeyOrder;

    /** @param origins by order: the newest record that the change comes from */
    TouchedCounters(List<LedgerChange> changes, Map<UUID, Origin> origins) {
        changes.forEach(change ->
                add(change, Objects.requireNonNull(origins.get(change.after().orderKey()))));
        inKeyOrder = byCounter.values().stream()
                .sorted(Comparator.comparing(TouchedCounter::counter))
                .toList();
    }

    private void add(LedgerChange change, Origin origin) {
        Map<CounterKey, CounterName> before = change.contributionsBefore();
        Map<CounterKey, CounterName> after = change.after().contributions();
        change.after().named().forEach((counter, newestName) -> {
            TouchedCounter touched = byCounter.get(counter);
            if (touched == null) {
                touched = new TouchedCounter(counter, newestName, origin);
                byCounter.put(counter, touched);
            } else {
                touched.addName(newestName, origin);
            }
            CounterName nameBefore = before.get(counter);
            CounterName nameAfter = after.get(counter);
            if (!Objects.equals(nameBefore, nameAfter)) {
                if (nameBefore != null) {
                    touched.subtract(nameBefore);
                }
                if (nameAfter != null) {
                    touched.add(nameAfter);
                }
            }
        });
    }

    /** The counter must be one of them. */
    TouchedCounter get(CounterKey counter) {
        return Objects.requireNonNull(byCounter.get(counter));
    }

    List<TouchedCounter> inKeyOrder() {
        return inKeyOrder;
    }

    /** How many of them are changed. */
    int changed() {
        return (int) inKeyOrder.stream().filter(TouchedCounter::isChanged).count();
    }

    /** Those of a kind that meet a condition, in key order, so that replicas don't deadlock. */
    List<TouchedCounter> inKeyOrder(CounterKind kind, Predicate<TouchedCounter> condition) {
        return inKeyOrder.stream()
                .filter(touched -> touched.counter().kind() == kind)
                .filter(condition)
                .toList();
    }
}
