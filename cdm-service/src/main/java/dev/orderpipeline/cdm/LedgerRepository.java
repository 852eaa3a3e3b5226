package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.common.message.OrderVersion;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.common.postgres.ElementType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The ledger: {@code cdm.order_ledger} and {@link FormerCounters}. One statement inserts the missing entries and locks the
 * others. Those are read in a statement of its own, because one statement that reads and writes would see only what was
 * committed before it began, and two replicas would count an order twice.
 */
@Component
class LedgerRepository {

    private static final String TABLE = "cdm.order_ledger";

    private static final Columns<LedgerEntry> KEY =
            Columns.<LedgerEntry>none().key("order_id", uuid(LedgerEntry::orderKey));

    private static final Columns<Row> COLUMNS = columns();

    /**
     * Locks the entries that exist, without writing them; those that are missing are inserted and returned. Unlike {@code
     * FOR UPDATE}, it also locks rows that are spread over several nodes.
     */
    private static final BulkStatement<Row> INSERT_OR_LOCK = COLUMNS.statement(TABLE, """
            INSERT INTO {table} ({columns})
            SELECT {unnested}
                ON CONFLICT ({key}) DO UPDATE
               SET order_id = excluded.order_id
             WHERE false
            RETURNING {key}
            """);

    /** The bytes of what an entry names; a former counter's key and the rest of its row are counted as 48. */
    private static final BulkStatement<LedgerEntry> SELECT_BYTES =
            KEY.statement(TABLE, """
            SELECT {ledger.key},
                   %s
                   + CASE WHEN ledger.has_former
                          THEN (SELECT coalesce(sum(octet_length(former.name) + 48), 0)
                                  FROM cdm.order_former_counters AS former
                                 WHERE former.order_id = ledger.order_id)
                          ELSE 0 END AS bytes
              FROM {table} AS ledger
              JOIN unnest({arrays}) AS existing ({key}) USING ({key})
            """.formatted(CounterKind.ALL.stream()
                    .map(kind -> "octet_length(ledger.%s::text)".formatted(kind.ledgerColumn()))
                    .collect(Collectors.joining(" + "))));

    private static final BulkStatement<LedgerEntry> SELECT = KEY.statement(TABLE, """
            SELECT ledger.*
              FROM {table} AS ledger
              JOIN unnest({arrays}) AS existing ({key}) USING ({key})
            """);

    private static final BulkStatement<Row> UPDATE = COLUMNS.statement(TABLE, """
            UPDATE {table} AS ledger
               SET {values = changed}
              FROM unnest({arrays}) AS changed ({columns})
             WHERE ({ledger.key}) = ({changed.key})
            """);

    /** An entry to write, and what writes its JSON columns. */
    private record Row(LedgerEntry entry, LedgerJson json) {

        static List<Row> of(List<LedgerEntry> entries, LedgerJson json) {
            return entries.stream().map(entry -> new Row(entry, json)).toList();
        }
    }

    private static Columns<Row> columns() {
        Columns<Row> columns = Columns.<Row>none()
                .key(KEY, Row::entry)
                .value("update_ts", timestamp(row -> row.entry().version().updated()))
                .value("sent_dttm", timestamp(row -> row.entry().version().sent()))
                .value("user_id", uuid(row -> row.entry().userKey()))
                .value("counted", new Column<>(ElementType.BOOLEAN, row -> row.entry()
                        .counted()))
                .value("has_former", new Column<>(ElementType.BOOLEAN, row -> !row.entry()
                        .former()
                        .isEmpty()))
                .value("menu_stamp", timestamp(row -> row.entry().menuStamp()));
        for (CounterKind kind : CounterKind.ALL) {
            columns = columns.value(kind.ledgerColumn(), new Column<>(ElementType.JSONB, row -> row.json()
                    .names(row.entry(), kind)));
        }
        return columns;
    }

    private record Size(UUID orderKey, long bytes) {

        static Size read(ResultSet row, int number) throws SQLException {
            return new Size(row.getObject(1, UUID.class), row.getLong(2));
        }
    }

    /** A row of the ledger, and whether the entry has former counters besides. */
    private record Stored(LedgerEntry entry, boolean hasFormer) {}

    /** For the transaction: the planner overestimates the cost of random reads, and would scan whole tables. */
    private static final String LOOK_UP_BY_KEY = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    private final Database database;

    LedgerRepository(Database database) {
        this.database = database;
    }

    /**
     * Inserts entries that are missing, and locks the others until the transaction ends.
     *
     * @param entries at most one for each order, in key order, so that replicas don't deadlock
     * @return by order, how many bytes {@link #merge} loads for it; without those that were inserted
     */
    Map<UUID, Long> lock(List<LedgerEntry> entries) {
        database.execute(LOOK_UP_BY_KEY);
        Set<UUID> inserted = insertOrLock(entries);
        List<LedgerEntry> existing = entries.stream()
                .filter(entry -> !inserted.contains(entry.orderKey()))
                .toList();
        return SELECT_BYTES.query(database, existing, Size::read).stream()
                .collect(Collectors.toMap(Size::orderKey, Size::bytes));
    }

    /**
     * Merges entries into the ledger.
     *
     * @param entries the same that were locked
     * @param existing the orders that had an entry before
     * @return for every entry given, the change of the ledger
     */
    List<LedgerChange> merge(List<LedgerEntry> entries, Set<UUID> existing) {
        Map<UUID, LedgerEntry> stored = load(entries.stream()
                .filter(entry -> existing.contains(entry.orderKey()))
                .toList());
        List<LedgerChange> changes = new ArrayList<>(entries.size());
        List<LedgerEntry> updated = new ArrayList<>();
        for (LedgerEntry entry : entries) {
            LedgerEntry before = stored.get(entry.orderKey());
            LedgerEntry after = before == null ? entry : before.merge(entry);
            if (before != null && !after.equals(before)) {
                updated.add(after);
            }
            changes.add(new LedgerChange(Optional.ofNullable(before), after));
        }
        update(updated);
        FormerCounters.write(database, changes);
        return changes;
    }

    private Set<UUID> insertOrLock(List<LedgerEntry> entries) {
        try (LedgerJson json = new LedgerJson()) {
            return new HashSet<>(INSERT_OR_LOCK.query(
                    database, Row.of(entries, json), (row, number) -> row.getObject(1, UUID.class)));
        }
    }

    private void update(List<LedgerEntry> updated) {
        try (LedgerJson json = new LedgerJson()) {
            UPDATE.update(database, Row.of(updated, json));
        }
    }

    private Map<UUID, LedgerEntry> load(List<LedgerEntry> existing) {
        List<Stored> rows = SELECT.query(database, existing, LedgerRepository::read);
        Map<UUID, Map<CounterKey, CounterName>> former = FormerCounters.of(
                database,
                rows.stream()
                        .filter(Stored::hasFormer)
                        .map(row -> row.entry().orderKey())
                        .toList());
        Map<UUID, LedgerEntry> stored = new HashMap<>();
        for (Stored row : rows) {
            LedgerEntry entry = row.entry();
            stored.put(
                    entry.orderKey(),
                    row.hasFormer() ? entry.withFormer(former.getOrDefault(entry.orderKey(), Map.of())) : entry);
        }
        return stored;
    }

    private static Stored read(ResultSet row, int number) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        LocalDateTime menuStamp = row.getObject("menu_stamp", LocalDateTime.class);
        Map<CounterKey, CounterName> counters = new HashMap<>();
        for (CounterKind kind : CounterKind.ALL) {
            counters.putAll(LedgerJson.readNames(row.getString(kind.ledgerColumn()), kind, user, menuStamp));
        }
        LedgerEntry entry = new LedgerEntry(
                row.getObject("order_id", UUID.class),
                new OrderVersion(
                        row.getObject("update_ts", LocalDateTime.class),
                        row.getObject("sent_dttm", LocalDateTime.class)),
                user,
                row.getBoolean("counted"),
                menuStamp,
                counters,
                counters);
        return new Stored(entry, row.getBoolean("has_former"));
    }
}
