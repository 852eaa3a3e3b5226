package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.number;
import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One of the two marts: the counters of a kind. */
final class CounterTable {

    private final Kind kind;
    private final BulkStatement<TouchedCounter> increase;
    private final BulkStatement<TouchedCounter> select;
    private final BulkStatement<CounterRow> update;
    private final BulkStatement<CounterRow> remove;

    /** @param table with its schema */
    CounterTable(Kind kind, String table, String idColumn, String nameColumn) {
        this.kind = kind;
        Column<TouchedCounter, UUID> user = uuid(touched -> touched.counter().userKey());
        Column<TouchedCounter, UUID> counted = uuid(touched -> touched.counter().countedKey());
        Column<CounterRow, UUID> rowUser = uuid(row -> row.counter().userKey());
        Column<CounterRow, UUID> rowCounted = uuid(row -> row.counter().countedKey());
        // Locks every row that the batch changes, those that are missing too (they are inserted), in one order. A row
        // that does more than rise under its name is locked, but not written yet.
        increase = new BulkStatement<>(
                table,
                """
                INSERT INTO %1$s AS stored (user_id, %2$s, %3$s, menu_stamp, order_cnt)
                SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::text[]), unnest(?::timestamp[]), unnest(?::bigint[])
                    ON CONFLICT (user_id, %2$s) DO UPDATE
                   SET order_cnt = stored.order_cnt + excluded.order_cnt
                 WHERE excluded.order_cnt > 0
                   AND (stored.menu_stamp, stored.%3$s) = (excluded.menu_stamp, excluded.%3$s)
                RETURNING user_id, %2$s, %3$s, menu_stamp, order_cnt, other_cnt
                """.formatted(table, idColumn, nameColumn),
                List.of(
                        user,
                        counted,
                        text(touched -> touched.changedName().text()),
                        timestamp(touched -> touched.changedName().menuStamp()),
                        number(TouchedCounter::rise)));
        select = new BulkStatement<>(table, """
                SELECT stored.user_id, stored.%2$s,
                       CASE WHEN sum(octet_length(stored.%3$s)) OVER () <= names.max_bytes THEN stored.%3$s END,
                       stored.menu_stamp, stored.order_cnt, stored.other_cnt
                  FROM %1$s AS stored
                  JOIN unnest(?::uuid[], ?::uuid[]) AS named (user_id, %2$s) USING (user_id, %2$s)
                 CROSS JOIN (SELECT ?::bigint AS max_bytes) AS names
                """.formatted(table, idColumn, nameColumn), List.of(user, counted));
        update = new BulkStatement<>(
                table,
                """
                UPDATE %1$s AS stored
                   SET %3$s = changed.name, menu_stamp = changed.menu_stamp, order_cnt = changed.orders,
                       other_cnt = changed.others
                  FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::timestamp[], ?::bigint[], ?::bigint[])
                       AS changed (user_id, %2$s, name, menu_stamp, orders, others)
                 WHERE stored.user_id = changed.user_id AND stored.%2$s = changed.%2$s
                """.formatted(table, idColumn, nameColumn),
                List.of(
                        rowUser,
                        rowCounted,
                        text(row -> row.name().text()),
                        timestamp(row -> row.name().menuStamp()),
                        number(row -> (long) row.orders()),
                        number(row -> (long) row.others())));
        remove = new BulkStatement<>(table, """
                DELETE FROM %1$s AS stored
                 USING unnest(?::uuid[], ?::uuid[]) AS gone (user_id, %2$s)
                 WHERE stored.user_id = gone.user_id AND stored.%2$s = gone.%2$s
                """.formatted(table, idColumn), List.of(rowUser, rowCounted));
    }

    /**
     * Writes the changes of the counters of this kind, and sets the present values of all of them.
     *
     * @throws BatchTooLargeException where the names of the counters are above the limit
     */
    void apply(Database database, TouchedCounters counters, NameLimit limit) {
        List<TouchedCounter> changed = counters.inKeyOrder(kind, TouchedCounter::isChanged);
        setPresent(counters, increase.query(database, changed, (row, number) -> read(row, row.getString(3))));
        List<TouchedCounter> locked =
                changed.stream().filter(touched -> !touched.isPresent()).toList();
        setPresent(counters, rewrite(database, counters, locked, limit));
        List<TouchedCounter> unchanged = counters.inKeyOrder(kind, touched -> !touched.isChanged());
        setPresent(counters, load(database, unchanged, limit));
    }

    /** Works out rows that are locked already, and writes them. */
    private List<CounterRow> rewrite(
            Database database, TouchedCounters counters, List<TouchedCounter> locked, NameLimit limit) {
        List<CounterRow.Change> changes = load(database, locked, limit).stream()
                .map(row -> row.plus(counters.get(row.counter()).changes()))
                .toList();
        List<CounterRow> rows = withNames(database, changes, limit);
        update.update(database, rows.stream().filter(row -> row.orders() != 0).toList());
        remove.update(database, rows.stream().filter(row -> row.orders() == 0).toList());
        return rows;
    }

    private static List<CounterRow> withNames(Database database, List<CounterRow.Change> changes, NameLimit limit) {
        List<OtherNames.Name> others = new ArrayList<>();
        changes.forEach(change -> change.otherNames()
                .forEach((name, orders) -> others.add(new OtherNames.Name(change.counter(), name, orders))));
        OtherNames.apply(database, others);

        Map<Counter, OtherNames.Name> newest = OtherNames.takeNewest(
                        database,
                        changes.stream()
                                .filter(CounterRow.Change::needsName)
                                .map(CounterRow.Change::counter)
                                .toList(),
                        limit)
                .stream()
                .collect(Collectors.toMap(OtherNames.Name::counter, Function.identity()));
        return changes.stream()
                .map(change -> change.row(newest.get(change.counter())))
                .toList();
    }

    private static void setPresent(TouchedCounters counters, List<CounterRow> rows) {
        rows.stream().filter(row -> row.orders() != 0).forEach(row -> counters.get(row.counter())
                .setPresent(row.value()));
    }

    private List<CounterRow> load(Database database, List<TouchedCounter> counters, NameLimit limit) {
        return select.query(database, counters, (row, number) -> read(row, limit.read(row, 3)), limit.maxBytes());
    }

    private CounterRow read(ResultSet row, String name) throws SQLException {
        return new CounterRow(
                new Counter(kind, row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                new CounterName(row.getObject(4, LocalDateTime.class), name),
                row.getInt(5),
                row.getInt(6));
    }
}
