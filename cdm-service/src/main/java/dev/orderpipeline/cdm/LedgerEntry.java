package dev.orderpipeline.cdm;

import dev.orderpipeline.common.message.OrderReport;
import dev.orderpipeline.common.message.OrderVersion;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The versions of an order, merged: the newest one, and every counter that any version named. The result is the same in
 * whatever order and however often the versions are consumed.
 *
 * @param counted whether the newest version is closed
 * @param menuStamp stamp of the menu that the newest version's names are from
 * @param counters the counters that the newest version names
 * @param named the counters that any version names
 */
record LedgerEntry(
        UUID orderKey,
        OrderVersion version,
        UUID userKey,
        boolean counted,
        LocalDateTime menuStamp,
        Map<CounterKey, CounterName> counters,
        Map<CounterKey, CounterName> named) {

    private static final String CLOSED = "CLOSED";

    static LedgerEntry of(OrderReport report) {
        OrderReport.Payload order = report.payload();
        UUID user = order.user().id();
        LocalDateTime menuStamp = order.restaurant().updateTs();
        Map<CounterKey, CounterName> counters = new HashMap<>();
        for (OrderReport.Product product : order.products()) {
            for (CounterKind kind : CounterKind.ALL) {
                counters.merge(
                        new CounterKey(kind, user, kind.key(product)),
                        CounterName.of(kind, menuStamp, kind.name(product)),
                        CounterName::newest);
            }
        }
        return new LedgerEntry(
                report.objectId(),
                report.version(),
                user,
                order.status().equals(CLOSED),
                menuStamp,
                counters,
                counters);
    }

    /** @param entries of one order, at least one */
    static LedgerEntry merge(List<LedgerEntry> entries) {
        LedgerEntry newest = entries.get(0);
        if (entries.size() == 1) {
            return newest;
        }
        Map<CounterKey, CounterName> named = new HashMap<>();
        for (LedgerEntry entry : entries) {
            entry.named.forEach((counter, name) -> named.merge(counter, name, CounterName::newest));
            newest = entry.version.isNewerThan(newest.version) ? entry : newest;
        }
        return new LedgerEntry(
                newest.orderKey,
                newest.version,
                newest.userKey,
                newest.counted,
                newest.menuStamp,
                newest.counters,
                named);
    }

    LedgerEntry merge(LedgerEntry other) {
        return merge(List.of(this, other));
    }

    /** The counters that older versions named, and the newest one does not or under another name. */
    Map<CounterKey, CounterName> former() {
        if (named.equals(counters)) {
            return Map.of();
        }
        Map<CounterKey, CounterName> former = new HashMap<>(named);
        former.entrySet().removeAll(counters.entrySet());
        return former;
    }

    /** The same entry with {@link #former} counters, of which it has none yet. */
    LedgerEntry withFormer(Map<CounterKey, CounterName> former) {
        Map<CounterKey, CounterName> all = new HashMap<>(counters);
        all.putAll(former);
        return new LedgerEntry(orderKey, version, userKey, counted, menuStamp, counters, all);
    }

    /** The counters in which this order counts now: once in each. */
    Map<CounterKey, CounterName> contributions() {
        return counted ? counters : Map.of();
    }
}
