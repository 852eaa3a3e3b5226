package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.number;
import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The mart of a kind of counters. */
final class CounterTable {

    private final CounterKind kind;
    private final OtherNames otherNames;
    private final BulkStatement<CounterRow> increment;
    private final BulkStatement<CounterKey> select;
    private final BulkStatement<CounterRow> update;
    private final BulkStatement<CounterRow> delete;

    CounterTable(CounterKind kind) {
        this.kind = kind;
        String id = kind.mart().idColumn();
        String name = kind.mart().nameColumn();
        Columns<CounterKey> key = Columns.<CounterKey>none()
                .key("user_id", uuid(CounterKey::userKey))
                .key(id, uuid(CounterKey::countedKey));
        otherNames = new OtherNames(kind, key);
        Columns<CounterRow> incremented = Columns.<CounterRow>none()
                .key(key, CounterRow::counter)
                .value(name, text(row -> row.name().text()))
                .value("menu_stamp", timestamp(row -> row.name().menuStamp()))
                .value("order_cnt", number(row -> (long) row.orders()));
        Columns<CounterRow> columns = incremented.value("other_cnt", number(row -> (long) row.others()));
        // Locks every row that the batch changes, in one order; missing rows are inserted. A row that is not only
        // incremented under its name is locked, and updated later.
        increment = statement(incremented, """
                INSERT INTO {table} AS stored ({columns})
                SELECT {unnested}
                    ON CONFLICT ({key}) DO UPDATE
                   SET order_cnt = stored.order_cnt + excluded.order_cnt
                 WHERE excluded.order_cnt > 0
                   AND (stored.menu_stamp, stored.%1$s) = (excluded.menu_stamp, excluded.%1$s)
                RETURNING {columns}, other_cnt
                """.formatted(name));
        select = statement(key, """
                SELECT {stored.key},
                       CASE WHEN sum(octet_length(stored.%1$s)) OVER () <= names.max_bytes THEN stored.%1$s END,
                       stored.menu_stamp, stored.order_cnt, stored.other_cnt
                  FROM {table} AS stored
                  JOIN unnest({arrays}) AS named ({key}) USING ({key})
                 CROSS JOIN (SELECT ?::bigint AS max_bytes) AS names
                """.formatted(name));
        update = statement(columns, """
                UPDATE {table} AS stored
                   SET {values = changed}
                  FROM unnest({arrays}) AS changed ({columns})
                 WHERE ({stored.key}) = ({changed.key})
                """);
        delete = statement(columns.key(), """
                DELETE FROM {table} AS stored
                 USING unnest({arrays}) AS gone ({key})
                 WHERE ({stored.key}) = ({gone.key})
                """);
    }

    private <R> BulkStatement<R> statement(Columns<R> columns, String sql) {
        return columns.statement(kind.mart().table(), sql);
    }

    /**
     * Writes the changes of the counters of this kind, and sets the stored values of all of them.
     *
     * @throws BatchTooLargeException where the names of the counters are above the limit
     */
    void apply(Database database, TouchedCounters counters, NameLimit limit) {
        List<TouchedCounter> changed = counters.inKeyOrder(kind, TouchedCounter::isChanged);
        List<CounterRow> increments =
                changed.stream().map(TouchedCounter::increment).toList();
        setStored(counters, increment.query(database, increments, (row, number) -> read(row, row.getString(3))));
        List<TouchedCounter> locked =
                changed.stream().filter(touched -> !touched.isStored()).toList();
        setStored(counters, rewrite(database, counters, locked, limit));
        List<TouchedCounter> unchanged = counters.inKeyOrder(kind, touched -> !touched.isChanged());
        setStored(counters, load(database, unchanged, limit));
    }

    /** Changes and writes rows that are locked already. */
    private List<CounterRow> rewrite(
            Database database, TouchedCounters counters, List<TouchedCounter> locked, NameLimit limit) {
        List<CounterRow.Change> changes = load(database, locked, limit).stream()
                .map(row -> row.plus(counters.get(row.counter()).changes()))
                .toList();
        List<CounterRow> rows = refreshNames(database, changes, limit);
        update.update(database, rows.stream().filter(row -> row.orders() != 0).toList());
        delete.update(database, rows.stream().filter(row -> row.orders() == 0).toList());
        return rows;
    }

    private List<CounterRow> refreshNames(Database database, List<CounterRow.Change> changes, NameLimit limit) {
        List<OtherNames.Name> others = new ArrayList<>();
        changes.forEach(change -> change.otherNames()
                .forEach((name, orders) -> others.add(new OtherNames.Name(change.counter(), name, orders))));
        otherNames.apply(database, others);

        Map<CounterKey, OtherNames.Name> newest = otherNames
                .takeNewest(
                        database,
                        changes.stream()
                                .filter(CounterRow.Change::needsNameRefresh)
                                .map(CounterRow.Change::counter)
                                .toList(),
                        limit)
                .stream()
                .collect(Collectors.toMap(OtherNames.Name::counter, Function.identity()));
        return changes.stream()
                .map(change -> change.row(Optional.ofNullable(newest.get(change.counter()))))
                .toList();
    }

    private static void setStored(TouchedCounters counters, List<CounterRow> rows) {
        rows.stream().filter(row -> row.orders() != 0).forEach(row -> counters.get(row.counter())
                .setStored(row.value()));
    }

    private List<CounterRow> load(Database database, List<TouchedCounter> counters, NameLimit limit) {
        List<CounterKey> keys = counters.stream().map(TouchedCounter::counter).toList();
        return select.query(database, keys, (row, number) -> read(row, limit.read(row, 3)), limit.maxBytes());
    }

    private CounterRow read(ResultSet row, String name) throws SQLException {
        return new CounterRow(
                new CounterKey(kind, row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                new CounterName(row.getObject(4, LocalDateTime.class), name),
                row.getInt(5),
                row.getInt(6));
    }
}
