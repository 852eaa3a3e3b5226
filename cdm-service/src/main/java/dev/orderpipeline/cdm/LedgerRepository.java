package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.common.message.OrderVersion;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
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
import org.springframework.stereotype.Repository;

/**
 * The ledger: {@code cdm.order_ledger} and {@link FormerCounters}. Missing entries are inserted first; those that were
 * there are then locked, and read in a statement of its own, because one statement that reads and writes would see only
 * what was committed before it began, and two replicas would count an order twice.
 */
@Repository
class LedgerRepository {

    private static final String TABLE = "cdm.order_ledger";

    private static final List<Column<LedgerEntry, ?>> COLUMNS = List.of(
            uuid(LedgerEntry::orderKey),
            timestamp(entry -> entry.version().updated()),
            timestamp(entry -> entry.version().sent()),
            uuid(LedgerEntry::userKey),
            new Column<>(ElementType.BOOLEAN, LedgerEntry::counted),
            new Column<>(ElementType.BOOLEAN, entry -> !entry.former().isEmpty()),
            timestamp(LedgerEntry::menuStamp),
            new Column<>(ElementType.JSONB, entry -> LedgerJson.names(entry, Counter.Kind.PRODUCT)),
            new Column<>(ElementType.JSONB, entry -> LedgerJson.names(entry, Counter.Kind.CATEGORY)));

    private static final BulkStatement<LedgerEntry> INSERT_MISSING = new BulkStatement<>(TABLE, """
            INSERT INTO cdm.order_ledger
                   (order_id, update_ts, sent_dttm, user_id, counted, has_former, menu_stamp, products, categories)
            SELECT unnest(?::uuid[]), unnest(?::timestamp[]), unnest(?::timestamp[]), unnest(?::uuid[]),
                   unnest(?::boolean[]), unnest(?::boolean[]), unnest(?::timestamp[]),
                   unnest(?::jsonb[]), unnest(?::jsonb[])
                ON CONFLICT DO NOTHING
            RETURNING order_id
            """, COLUMNS);

    /** With the bytes of what an entry names; a former counter's key and the rest of its row are counted as 48. */
    private static final BulkStatement<LedgerEntry> LOCK =
            new BulkStatement<>(TABLE, """
            SELECT ledger.order_id,
                   octet_length(ledger.products::text) + octet_length(ledger.categories::text)
                   + CASE WHEN ledger.has_former
                          THEN (SELECT coalesce(sum(octet_length(former.name) + 48), 0)
                                  FROM cdm.order_former_counters AS former
                                 WHERE former.order_id = ledger.order_id)
                          ELSE 0 END AS bytes
              FROM cdm.order_ledger AS ledger
              JOIN unnest(?::uuid[]) WITH ORDINALITY AS known (order_id, position) USING (order_id)
             ORDER BY known.position
               FOR UPDATE OF ledger
            """, List.of(uuid(LedgerEntry::orderKey)));

    private static final BulkStatement<LedgerEntry> SELECT =
            new BulkStatement<>(TABLE, """
            SELECT ledger.*
              FROM cdm.order_ledger AS ledger
              JOIN unnest(?::uuid[]) AS known (order_id) USING (order_id)
            """, List.of(uuid(LedgerEntry::orderKey)));

    private static final BulkStatement<LedgerEntry> UPDATE = new BulkStatement<>(TABLE, """
            UPDATE cdm.order_ledger AS ledger
               SET update_ts = changed.update_ts,
                   sent_dttm = changed.sent_dttm,
                   user_id = changed.user_id,
                   counted = changed.counted,
                   has_former = changed.has_former,
                   menu_stamp = changed.menu_stamp,
                   products = changed.products,
                   categories = changed.categories
              FROM unnest(?::uuid[], ?::timestamp[], ?::timestamp[], ?::uuid[], ?::boolean[], ?::boolean[],
                          ?::timestamp[], ?::jsonb[], ?::jsonb[])
                   AS changed (order_id, update_ts, sent_dttm, user_id, counted, has_former, menu_stamp, products,
                               categories)
             WHERE ledger.order_id = changed.order_id
            """, COLUMNS);

    private record Locked(UUID orderKey, long bytes) {

        static Locked read(ResultSet row, int number) throws SQLException {
            return new Locked(row.getObject(1, UUID.class), row.getLong(2));
        }
    }

    /** A row of the ledger, and whether the entry has former counters besides. */
    private record Stored(LedgerEntry entry, boolean hasFormer) {}

    /** For the transaction: the planner takes random reads for slow, and would rather read whole tables. */
    private static final String LOOK_UP_BY_KEY = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    private final Database database;

    LedgerRepository(Database database) {
        this.database = database;
    }

    /**
     * Inserts entries that are missing, and locks those that are there until the transaction ends.
     *
     * @param entries at most one for each order, in key order, so that replicas don't deadlock
     * @return by order, how many bytes {@link #merge} loads of it; missing are those that were inserted
     */
    Map<UUID, Long> lock(List<LedgerEntry> entries) {
        database.execute(LOOK_UP_BY_KEY);
        Set<UUID> inserted =
                new HashSet<>(INSERT_MISSING.query(database, entries, (row, number) -> row.getObject(1, UUID.class)));
        List<LedgerEntry> known = entries.stream()
                .filter(entry -> !inserted.contains(entry.orderKey()))
                .toList();
        return LOCK.query(database, known, Locked::read).stream()
                .collect(Collectors.toMap(Locked::orderKey, Locked::bytes));
    }

    /**
     * Merges entries into the ledger.
     *
     * @param entries the same that were locked
     * @param known the orders that were there before
     * @return for every entry given, what became of it
     */
    List<LedgerChange> merge(List<LedgerEntry> entries, Set<UUID> known) {
        Map<UUID, LedgerEntry> stored = load(entries.stream()
                .filter(entry -> known.contains(entry.orderKey()))
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
        UPDATE.update(database, updated);
        FormerCounters.write(database, changes);
        return changes;
    }

    private Map<UUID, LedgerEntry> load(List<LedgerEntry> known) {
        List<Stored> rows = SELECT.query(database, known, LedgerRepository::read);
        Map<UUID, Map<Counter, CounterName>> former = FormerCounters.of(
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
        Map<Counter, CounterName> counters = new HashMap<>();
        counters.putAll(LedgerJson.readNames(row.getString("products"), Counter.Kind.PRODUCT, user, menuStamp));
        counters.putAll(LedgerJson.readNames(row.getString("categories"), Counter.Kind.CATEGORY, user, menuStamp));
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
