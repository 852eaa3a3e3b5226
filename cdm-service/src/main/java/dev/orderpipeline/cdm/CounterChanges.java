package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The counter rule: an order counts once in each counter that its newest version names, if that is closed. So where a
 * ledger entry changed, what it counted as before is taken back and what it counts as now is added. Here that is
 * added up over a batch.
 */
final class CounterChanges {

    /** @param name the newest of the names that were added */
    record Increase(Counter counter, int orders, CounterName name) {}

    record Decrease(Counter counter, int orders) {}

    private final Map<Counter, Integer> difference = new HashMap<>();
    private final Map<Counter, CounterName> added = new HashMap<>();
    private final Set<Counter> takenBack = new HashSet<>();

    static CounterChanges of(List<LedgerChange> ledgerChanges) {
        CounterChanges changes = new CounterChanges();
        ledgerChanges.forEach(changes::add);
        return changes;
    }

    private void add(LedgerChange change) {
        Map<Counter, CounterName> before = change.contributionsBefore();
        Map<Counter, CounterName> after = change.after().contributions();
        before.forEach((counter, name) -> {
            if (!name.equals(after.get(counter))) {
                difference.merge(counter, -1, Integer::sum);
                takenBack.add(counter);
            }
        });
        after.forEach((counter, name) -> {
            if (!name.equals(before.get(counter))) {
                difference.merge(counter, 1, Integer::sum);
                added.merge(counter, name, CounterName::newest);
            }
        });
    }

    /** Counters that fall, in key order. */
    List<Decrease> decreases(Kind kind) {
        return difference.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind && entry.getValue() < 0)
                .map(entry -> new Decrease(entry.getKey(), -entry.getValue()))
                .sorted(Comparator.comparing(Decrease::counter))
                .toList();
    }

    /** Counters that rise, or stay and may get a newer name; in key order. */
    List<Increase> increases(Kind kind) {
        return added.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind && difference.get(entry.getKey()) >= 0)
                .map(entry -> new Increase(entry.getKey(), difference.get(entry.getKey()), entry.getValue()))
                .sorted(Comparator.comparing(Increase::counter))
                .toList();
    }

    /** Counters that lost an order, whose name may have been that order's; in key order. */
    List<Counter> perhapsNamedOtherwise(Kind kind) {
        return takenBack.stream()
                .filter(counter -> counter.kind() == kind)
                .sorted()
                .toList();
    }
}
