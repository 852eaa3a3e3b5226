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
import java.util.List;
import java.util.UUID;

/**
 * The table {@code cdm.counter_other_names}. The caller has locked the counters' rows, in key order, so that
 * replicas don't meet here.
 */
final class OtherNames {

    private static final String TABLE = "cdm.counter_other_names";

    /**
     * A name that orders give a counter.
     *
     * @param orders how many orders, or how many more
     */
    record Name(Counter counter, CounterName name, int orders) {}

    private static final List<Column<Name, ?>> COLUMNS = List.of(
            uuid(change -> change.counter().userKey()),
            text(change -> change.counter().kind().name()),
            uuid(change -> change.counter().countedKey()),
            timestamp(change -> change.name().menuStamp()),
            uuid(change -> change.name().hash()),
            number(change -> (long) Math.abs(change.orders())),
            text(change -> change.name().text()));

    private static final List<Column<Name, ?>> WITHOUT_TEXT = COLUMNS.subList(0, COLUMNS.size() - 1);

    private static final BulkStatement<Name> ADD = new BulkStatement<>(TABLE, """
            INSERT INTO cdm.counter_other_names AS stored
                   (user_id, kind, counted_id, menu_stamp, name_hash, order_cnt, name)
            SELECT unnest(?::uuid[]), unnest(?::text[]), unnest(?::uuid[]), unnest(?::timestamp[]), unnest(?::uuid[]),
                   unnest(?::bigint[]), unnest(?::text[])
                ON CONFLICT (user_id, kind, counted_id, menu_stamp, name_hash) DO UPDATE
               SET order_cnt = stored.order_cnt + excluded.order_cnt
            """, COLUMNS);

    private static final BulkStatement<Name> REMOVE = new BulkStatement<>(TABLE, """
            DELETE FROM cdm.counter_other_names AS stored
             USING unnest(?::uuid[], ?::text[], ?::uuid[], ?::timestamp[], ?::uuid[], ?::bigint[])
                   AS change (user_id, kind, counted_id, menu_stamp, name_hash, orders)
             WHERE (stored.user_id, stored.kind, stored.counted_id, stored.menu_stamp, stored.name_hash)
                   = (change.user_id, change.kind, change.counted_id, change.menu_stamp, change.name_hash)
               AND stored.order_cnt = change.orders
            """, WITHOUT_TEXT);

    private static final BulkStatement<Name> DECREASE = new BulkStatement<>(TABLE, """
            UPDATE cdm.counter_other_names AS stored
               SET order_cnt = stored.order_cnt - change.orders
              FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::timestamp[], ?::uuid[], ?::bigint[])
                   AS change (user_id, kind, counted_id, menu_stamp, name_hash, orders)
             WHERE (stored.user_id, stored.kind, stored.counted_id, stored.menu_stamp, stored.name_hash)
                   = (change.user_id, change.kind, change.counted_id, change.menu_stamp, change.name_hash)
            """, WITHOUT_TEXT);

    /**
     * Two steps, each of which the primary key finds at once: the newest stamp, then the names of that stamp. With anything
     * joined to them, the planner may read all names of a counter.
     */
    private static final BulkStatement<Counter> SELECT_NEWEST = new BulkStatement<>(
            TABLE,
            """
            SELECT counter.user_id, counter.kind, counter.counted_id, newest.menu_stamp,
                   CASE WHEN sum(octet_length(largest.name)) OVER () <= names.max_bytes THEN largest.name END,
                   largest.order_cnt
              FROM unnest(?::uuid[], ?::text[], ?::uuid[]) AS counter (user_id, kind, counted_id)
             CROSS JOIN LATERAL (SELECT max(menu_stamp) AS menu_stamp
                                   FROM cdm.counter_other_names AS other
                                  WHERE (other.user_id, other.kind, other.counted_id)
                                        = (counter.user_id, counter.kind, counter.counted_id)) AS newest
             CROSS JOIN LATERAL (SELECT name, order_cnt
                                   FROM cdm.counter_other_names AS other
                                  WHERE (other.user_id, other.kind, other.counted_id, other.menu_stamp)
                                        = (counter.user_id, counter.kind, counter.counted_id, newest.menu_stamp)
                                  ORDER BY name COLLATE "C" DESC
                                  LIMIT 1) AS largest
             CROSS JOIN (SELECT ?::bigint AS max_bytes) AS names
            """,
            List.of(uuid(Counter::userKey), text(counter -> counter.kind().name()), uuid(Counter::countedKey)));

    private OtherNames() {}

    /** Adds up changes, at most one for each name of a counter. */
    static void apply(Database database, List<Name> changes) {
        ADD.update(
                database, changes.stream().filter(change -> change.orders() > 0).toList());
        List<Name> fewer =
                changes.stream().filter(change -> change.orders() < 0).toList();
        REMOVE.update(database, fewer);
        DECREASE.update(database, fewer);
    }

    /**
     * Removes the newest name of each counter, and returns it.
     *
     * @throws BatchTooLargeException where these names are above the limit
     */
    static List<Name> takeNewest(Database database, List<Counter> counters, NameLimit limit) {
        List<Name> newest = SELECT_NEWEST.query(
                database, counters, (row, number) -> read(row, limit.read(row, 5)), limit.maxBytes());
        REMOVE.update(database, newest);
        return newest;
    }

    private static Name read(ResultSet row, String text) throws SQLException {
        Counter counter =
                new Counter(Kind.valueOf(row.getString(2)), row.getObject(1, UUID.class), row.getObject(3, UUID.class));
        CounterName name = new CounterName(row.getObject(4, LocalDateTime.class), text);
        return new Name(counter, name, row.getInt(6));
    }
}
