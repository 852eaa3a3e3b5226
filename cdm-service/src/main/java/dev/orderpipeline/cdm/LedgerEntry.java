package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.message.OrderReport;
import dev.orderpipeline.common.message.OrderVersion;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What is known of an order: its newest version, and every counter that any version ever named. Entries are merged;
 * the result is the same in whatever order and however often the versions come.
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
        Map<Counter, CounterName> counters,
        Map<Counter, CounterName> named) {

    private static final String CLOSED = "CLOSED";

    static LedgerEntry of(OrderReport report) {
        OrderReport.Payload order = report.payload();
        UUID user = order.user().id();
        LocalDateTime menuStamp = order.restaurant().updateTs();
        Map<Counter, CounterName> counters = new HashMap<>();
        for (OrderReport.Product product : order.products()) {
            counters.merge(
                    new Counter(Kind.PRODUCT, user, product.id()),
                    new CounterName(menuStamp, product.name()),
                    CounterName::newest);
            counters.merge(
                    new Counter(Kind.CATEGORY, user, product.category().id()),
                    new CounterName(menuStamp, product.category().name()),
                    CounterName::newest);
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

    LedgerEntry merge(LedgerEntry other) {
        Map<Counter, CounterName> bothNamed = new HashMap<>(named);
        other.named.forEach((counter, name) -> bothNamed.merge(counter, name, CounterName::newest));
        LedgerEntry newest = other.version.isNewerThan(version) ? other : this;
        return new LedgerEntry(
                orderKey, newest.version, newest.userKey, newest.counted, newest.menuStamp, newest.counters, bothNamed);
    }

    /** The counters in which this order counts now: once in each. */
    Map<Counter, CounterName> contributions() {
        return counted ? counters : Map.of();
    }
}
