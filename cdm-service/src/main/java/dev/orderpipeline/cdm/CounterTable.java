package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.number;
import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** One of the two marts: the counters of a kind. */
final class CounterTable {

    private record Row(Counter counter, TouchedCounter.Value value) {}

    private final Kind kind;
    private final BulkStatement<TouchedCounter> lock;
    private final BulkStatement<TouchedCounter> decrease;
    private final BulkStatement<TouchedCounter> removeEmpty;
    private final BulkStatement<TouchedCounter> increase;
    private final BulkStatement<TouchedCounter> nameAnew;
    private final BulkStatement<TouchedCounter> select;

    /**
     * @param table with its schema
     * @param ledgerColumn the ledger's column with the names of this kind
     */
    CounterTable(Kind kind, String table, String idColumn, String nameColumn, String ledgerColumn) {
        this.kind = kind;
        Column<TouchedCounter, UUID> user = uuid(touched -> touched.counter().userKey());
        Column<TouchedCounter, UUID> counted = uuid(touched -> touched.counter().countedKey());
        List<Column<TouchedCounter, ?>> key = List.of(user, counted);
        lock = new BulkStatement<>(table, """
                SELECT 1
                  FROM %1$s AS stored
                  JOIN unnest(?::uuid[], ?::uuid[]) WITH ORDINALITY AS touched (user_id, %2$s, position)
                       USING (user_id, %2$s)
                 ORDER BY touched.position
                   FOR UPDATE OF stored
                """.formatted(table, idColumn), key);
        decrease = new BulkStatement<>(table, """
                UPDATE %1$s AS stored
                   SET order_cnt = stored.order_cnt - change.orders
                  FROM unnest(?::uuid[], ?::uuid[], ?::bigint[]) AS change (user_id, %2$s, orders)
                 WHERE stored.user_id = change.user_id AND stored.%2$s = change.%2$s
                """.formatted(table, idColumn), List.of(user, counted, number(touched ->
                -(long) touched.difference())));
        removeEmpty = new BulkStatement<>(table, """
                DELETE FROM %1$s AS stored
                 USING unnest(?::uuid[], ?::uuid[]) AS touched (user_id, %2$s)
                 WHERE stored.user_id = touched.user_id AND stored.%2$s = touched.%2$s AND stored.order_cnt = 0
                """.formatted(table, idColumn), key);
        increase = new BulkStatement<>(
                table,
                """
                INSERT INTO %1$s AS stored (user_id, %2$s, %3$s, menu_stamp, order_cnt)
                SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::text[]), unnest(?::timestamp[]), unnest(?::bigint[])
                    ON CONFLICT (user_id, %2$s) DO UPDATE
                   SET order_cnt = stored.order_cnt + excluded.order_cnt,
                       %3$s = CASE WHEN (stored.menu_stamp, stored.%3$s COLLATE "C")
                                         < (excluded.menu_stamp, excluded.%3$s COLLATE "C")
                                    THEN excluded.%3$s ELSE stored.%3$s END,
                       menu_stamp = GREATEST(stored.menu_stamp, excluded.menu_stamp)
                RETURNING user_id, %2$s, %3$s, order_cnt
                """.formatted(table, idColumn, nameColumn),
                List.of(
                        user,
                        counted,
                        text(touched -> touched.added().text()),
                        timestamp(touched -> touched.added().menuStamp()),
                        number(touched -> (long) touched.difference())));
        nameAnew = new BulkStatement<>(table, """
                UPDATE %1$s AS stored
                   SET %3$s = newest.name, menu_stamp = newest.menu_stamp
                  FROM (SELECT DISTINCT ON (touched.user_id, touched.%2$s)
                               touched.user_id, touched.%2$s, ledger.menu_stamp,
                               ledger.%4$s ->> touched.%2$s::text AS name
                          FROM unnest(?::uuid[], ?::uuid[]) AS touched (user_id, %2$s)
                          JOIN cdm.order_ledger AS ledger
                               ON ledger.user_id = touched.user_id AND ledger.counted
                                  AND jsonb_exists(ledger.%4$s, touched.%2$s::text)
                         ORDER BY touched.user_id, touched.%2$s, ledger.menu_stamp DESC,
                                  (ledger.%4$s ->> touched.%2$s::text) COLLATE "C" DESC) AS newest
                 WHERE stored.user_id = newest.user_id AND stored.%2$s = newest.%2$s
                   AND (stored.menu_stamp, stored.%3$s) IS DISTINCT FROM (newest.menu_stamp, newest.name)
                """.formatted(table, idColumn, nameColumn, ledgerColumn), key);
        select = new BulkStatement<>(table, """
                SELECT stored.user_id, stored.%2$s, stored.%3$s, stored.order_cnt
                  FROM %1$s AS stored
                  JOIN unnest(?::uuid[], ?::uuid[]) AS named (user_id, %2$s) USING (user_id, %2$s)
                """.formatted(table, idColumn, nameColumn), key);
    }

    /** Writes the differences of the counters of this kind, and tells all of them what they say then. */
    void apply(Database database, TouchedCounters counters) {
        List<TouchedCounter> perhapsNamedOtherwise = counters.inKeyOrder(kind, TouchedCounter::isPerhapsNamedOtherwise);
        List<TouchedCounter> falling = counters.inKeyOrder(kind, TouchedCounter::falls);
        lock.query(database, perhapsNamedOtherwise, (row, number) -> row.getInt(1));
        decrease.update(database, falling);
        removeEmpty.update(database, falling);
        tell(counters, increase.query(database, counters.inKeyOrder(kind, TouchedCounter::rises), this::read));
        nameAnew.update(database, perhapsNamedOtherwise);
        List<TouchedCounter> others =
                counters.inKeyOrder(kind, touched -> touched.isUnknown() || touched.isPerhapsNamedOtherwise());
        tell(counters, select.query(database, others, this::read));
    }

    private static void tell(TouchedCounters counters, List<Row> rows) {
        rows.forEach(row -> counters.get(row.counter()).says(row.value()));
    }

    private Row read(ResultSet row, int number) throws SQLException {
        Counter counter = new Counter(kind, row.getObject(1, UUID.class), row.getObject(2, UUID.class));
        return new Row(counter, new TouchedCounter.Value(row.getString(3), row.getInt(4)));
    }
}
