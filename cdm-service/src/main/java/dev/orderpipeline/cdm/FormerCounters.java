package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Database;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The table {@code cdm.order_former_counters}: a row for each {@linkplain LedgerEntry#former former counter} of an order.
 * Only rows that differ are written, so that an order of many versions costs no more the older it gets. The caller
 * has locked the orders' rows in the ledger.
 */
final class FormerCounters {

    private static final String TABLE = "cdm.order_former_counters";

    private record Row(UUID orderKey, Counter counter, CounterName name) {}

    private static final List<Column<Row, ?>> COLUMNS = List.of(
            uuid(Row::orderKey),
            text(row -> row.counter().kind().name()),
            uuid(row -> row.counter().userKey()),
            uuid(row -> row.counter().countedKey()),
            timestamp(row -> row.name().menuStamp()),
            text(row -> row.name().text()));

    private static final BulkStatement<UUID> SELECT =
            new BulkStatement<>(TABLE, """
            SELECT former.order_id, former.kind, former.user_id, former.counted_id, former.menu_stamp, former.name
              FROM cdm.order_former_counters AS former
              JOIN unnest(?::uuid[]) AS known (order_id) USING (order_id)
            """, List.of(uuid(Function.identity())));

    private static final BulkStatement<Row> UPSERT = new BulkStatement<>(TABLE, """
            INSERT INTO cdm.order_former_counters (order_id, kind, user_id, counted_id, menu_stamp, name)
            SELECT unnest(?::uuid[]), unnest(?::text[]), unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::timestamp[]),
                   unnest(?::text[])
                ON CONFLICT (order_id, kind, user_id, counted_id) DO UPDATE
               SET menu_stamp = excluded.menu_stamp, name = excluded.name
            """, COLUMNS);

    private static final BulkStatement<Row> REMOVE = new BulkStatement<>(TABLE, """
            DELETE FROM cdm.order_former_counters AS former
             USING unnest(?::uuid[], ?::text[], ?::uuid[], ?::uuid[]) AS gone (order_id, kind, user_id, counted_id)
             WHERE (former.order_id, former.kind, former.user_id, former.counted_id)
                   = (gone.order_id, gone.kind, gone.user_id, gone.counted_id)
            """, COLUMNS.subList(0, 4));

    private FormerCounters() {}

    /** By order; orders without any are missing. */
    static Map<UUID, Map<Counter, CounterName>> of(Database database, List<UUID> orderKeys) {
        Map<UUID, Map<Counter, CounterName>> former = new HashMap<>();
        SELECT.query(
                        database,
                        orderKeys,
                        (row, number) -> new Row(
                                row.getObject(1, UUID.class),
                                new Counter(
                                        Kind.valueOf(row.getString(2)),
                                        row.getObject(3, UUID.class),
                                        row.getObject(4, UUID.class)),
                                new CounterName(row.getObject(5, LocalDateTime.class), row.getString(6))))
                .forEach(row -> former.computeIfAbsent(row.orderKey(), key -> new HashMap<>())
                        .put(row.counter(), row.name()));
        return former;
    }

    /** Writes what the changes of the ledger change here. */
    static void write(Database database, List<LedgerChange> changes) {
        List<Row> added = new ArrayList<>();
        List<Row> gone = new ArrayList<>();
        for (LedgerChange change : changes) {
            UUID orderKey = change.after().orderKey();
            Map<Counter, CounterName> before =
                    change.before().map(LedgerEntry::former).orElse(Map.of());
            Map<Counter, CounterName> after = change.after().former();
            after.forEach((counter, name) -> {
                if (!name.equals(before.get(counter))) {
                    added.add(new Row(orderKey, counter, name));
                }
            });
            before.forEach((counter, name) -> {
                if (!after.containsKey(counter)) {
                    gone.add(new Row(orderKey, counter, name));
                }
            });
        }
        UPSERT.update(database, added);
        REMOVE.update(database, gone);
    }
}
