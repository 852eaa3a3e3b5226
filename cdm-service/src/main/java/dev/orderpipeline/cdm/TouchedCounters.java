package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.kafka.Origin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The counter rule: an order counts once in each counter that its newest version names, if that is closed. So where a
 * ledger entry changed, what it counted as before is taken back and what it counts as now is added. Here that is added
 * up over a batch, for every counter that the ledger names for any of its orders, changed or not.
 */
final class TouchedCounters {

    private final Map<Counter, TouchedCounter> byCounter = new HashMap<>();
    private final List<TouchedCounter> inKeyOrder;

    /** @param origins by order: where its change comes from */
    TouchedCounters(List<LedgerChange> changes, Map<UUID, Origin> origins) {
        changes.forEach(change -> add(change, origins.get(change.after().orderKey())));
        inKeyOrder = byCounter.values().stream()
                .sorted(Comparator.comparing(TouchedCounter::counter))
                .toList();
    }

    private void add(LedgerChange change, Origin origin) {
        Map<Counter, CounterName> before = change.contributionsBefore();
        Map<Counter, CounterName> after = change.after().contributions();
        change.after().named().forEach((counter, newestName) -> {
            TouchedCounter touched = byCounter.computeIfAbsent(counter, TouchedCounter::new);
            touched.addName(newestName, origin);
            CounterName nameBefore = before.get(counter);
            CounterName nameAfter = after.get(counter);
            if (!Objects.equals(nameBefore, nameAfter)) {
                if (nameBefore != null) {
                    touched.change(nameBefore, -1);
                }
                if (nameAfter != null) {
                    touched.change(nameAfter, 1);
                }
            }
        });
    }

    /** Must be one of them. */
    TouchedCounter get(Counter counter) {
        return byCounter.get(counter);
    }

    List<TouchedCounter> inKeyOrder() {
        return inKeyOrder;
    }

    /** Those of a kind that meet a condition, in key order, so that replicas don't deadlock. */
    List<TouchedCounter> inKeyOrder(Kind kind, Predicate<TouchedCounter> condition) {
        return inKeyOrder.stream()
                .filter(touched -> touched.counter().kind() == kind)
                .filter(condition)
                .toList();
    }
}
