package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.common.value.Uuids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
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

    private record Row(UUID orderKey, CounterKey counter, CounterName name) {

        private static final Comparator<Row> KEY_ORDER = Comparator.comparing(Row::orderKey, Uuids.ORDER)
                .thenComparing(row -> row.counter().kind().name())
                .thenComparing(Row::counter);

        static Row read(ResultSet row, int number) throws SQLException {
            return new Row(
                    row.getObject("order_id", UUID.class),
                    CounterKey.read(row),
                    new CounterName(row.getObject("menu_stamp", LocalDateTime.class), row.getString("name")));
        }
    }

    private static final Columns<Row> COLUMNS = Columns.<Row>none()
            .key("order_id", uuid(Row::orderKey))
            .key(CounterKey.COLUMNS, Row::counter)
            .value("menu_stamp", timestamp(row -> row.name().menuStamp()))
            .value("name", text(row -> row.name().text()));

    private static final BulkStatement<UUID> SELECT =
            Columns.<UUID>none().key("order_id", uuid(Function.identity())).statement(TABLE, """
            SELECT former.*
              FROM {table} AS former
              JOIN unnest({arrays}) AS existing ({key}) USING ({key})
            """);

    private static final BulkStatement<Row> UPSERT = COLUMNS.statement(TABLE, """
            INSERT INTO {table} ({columns})
            SELECT {unnested}
                ON CONFLICT ({key}) DO UPDATE
               SET {values = excluded}
            """);

    private static final BulkStatement<Row> DELETE = COLUMNS.key().statement(TABLE, """
            DELETE FROM {table} AS former
             USING unnest({arrays}) AS gone ({key})
             WHERE ({former.key}) = ({gone.key})
            """);

    private FormerCounters() {}

    /** By order; orders without any are missing. */
    static Map<UUID, Map<CounterKey, CounterName>> of(Database database, List<UUID> orderKeys) {
        Map<UUID, Map<CounterKey, CounterName>> former = new HashMap<>();
        SELECT.query(database, orderKeys, Row::read)
                .forEach(row -> former.computeIfAbsent(row.orderKey(), key -> new HashMap<>())
                        .put(row.counter(), row.name()));
        return former;
    }

    /** Writes the rows that differ after the changes of the ledger. */
    static void write(Database database, List<LedgerChange> changes) {
        List<Row> added = new ArrayList<>();
        List<Row> gone = new ArrayList<>();
        for (LedgerChange change : changes) {
            UUID orderKey = change.after().orderKey();
            Map<CounterKey, CounterName> before =
                    change.before().map(LedgerEntry::former).orElse(Map.of());
            Map<CounterKey, CounterName> after = change.after().former();
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
        added.sort(Row.KEY_ORDER);
        gone.sort(Row.KEY_ORDER);
        UPSERT.update(database, added);
        DELETE.update(database, gone);
    }
}
