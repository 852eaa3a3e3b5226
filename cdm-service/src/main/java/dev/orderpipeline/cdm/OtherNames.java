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
import java.util.List;

/**
 * The table {@code cdm.counter_other_names}, for a kind of counters. The caller has locked the counters' rows, in key
 * order, so that replicas neither wait for each other here nor deadlock.
 */
final class OtherNames {

    private static final String TABLE = "cdm.counter_other_names";

    /**
     * A name that orders give a counter.
     *
     * @param orders how many orders, or how many more
     */
    record Name(CounterKey counter, CounterName name, int orders) {}

    private static final Columns<Name> WITHOUT_TEXT = Columns.<Name>none()
            .key(CounterKey.COLUMNS, Name::counter)
            .key("menu_stamp", timestamp(name -> name.name().menuStamp()))
            .key("name_hash", uuid(name -> name.name().hash()))
            .value("order_cnt", number(name -> (long) Math.abs(name.orders())));

    private static final BulkStatement<Name> INCREMENT =
            WITHOUT_TEXT.value("name", text(name -> name.name().text())).statement(TABLE, """
            INSERT INTO {table} AS stored ({columns})
            SELECT {unnested}
                ON CONFLICT ({key}) DO UPDATE
               SET order_cnt = stored.order_cnt + excluded.order_cnt
            """);

    private static final BulkStatement<Name> DELETE = WITHOUT_TEXT.statement(TABLE, """
            DELETE FROM {table} AS stored
             USING unnest({arrays}) AS change ({columns})
             WHERE ({stored.key}) = ({change.key}) AND stored.order_cnt = change.order_cnt
            """);

    private static final BulkStatement<Name> DECREMENT = WITHOUT_TEXT.statement(TABLE, """
            UPDATE {table} AS stored
               SET order_cnt = stored.order_cnt - change.order_cnt
              FROM unnest({arrays}) AS change ({columns})
             WHERE ({stored.key}) = ({change.key})
            """);

    private static final int NAME = 6;

    private final BulkStatement<CounterKey> selectNewest;

    /** @param key the columns of the mart's key */
    OtherNames(CounterKind kind, Columns<CounterKey> key) {
        // Two steps, each of which the primary key finds at once: the newest stamp, then the names of that stamp. With
        // anything else joined to them, the planner may read all names of a counter. The mart is joined because Citus
        // looks up rows only for those of another distributed table; both are distributed by user.
        selectNewest = key.statement(TABLE, """
                SELECT stored.user_id, '%1$s' AS kind, stored.%2$s AS counted_id, newest.menu_stamp, largest.order_cnt,
                       CASE WHEN sum(octet_length(largest.name)) OVER () <= names.max_bytes THEN largest.name END
                  FROM %3$s AS stored
                  JOIN unnest({arrays}) AS counter ({key}) USING ({key})
                 CROSS JOIN LATERAL (SELECT max(menu_stamp) AS menu_stamp
                                       FROM {table} AS other
                                      WHERE (other.user_id, other.kind, other.counted_id)
                                            = (stored.user_id, '%1$s', stored.%2$s)) AS newest
                 CROSS JOIN LATERAL (SELECT name, order_cnt
                                       FROM {table} AS other
                                      WHERE (other.user_id, other.kind, other.counted_id)
                                            = (stored.user_id, '%1$s', stored.%2$s)
                                        AND other.menu_stamp = newest.menu_stamp
                                      ORDER BY name COLLATE "C" DESC
                                      LIMIT 1) AS largest
                 CROSS JOIN (SELECT ?::bigint AS max_bytes) AS names
                """.formatted(
                        kind.name(), kind.mart().idColumn(), kind.mart().table()));
    }

    /** Adds changes to the rows, at most one for each name of a counter. */
    void apply(Database database, List<Name> changes) {
        INCREMENT.update(
                database, changes.stream().filter(change -> change.orders() > 0).toList());
        List<Name> fewer =
                changes.stream().filter(change -> change.orders() < 0).toList();
        DELETE.update(database, fewer);
        DECREMENT.update(database, fewer);
    }

    /**
     * Removes the newest name of each counter, and returns it.
     *
     * @throws BatchTooLargeException where these names are above the limit
     */
    List<Name> takeNewest(Database database, List<CounterKey> counters, NameLimit limit) {
        List<Name> newest = selectNewest.query(
                database, counters, (row, number) -> read(row, limit.read(row, NAME)), limit.maxBytes());
        DELETE.update(database, newest);
        return newest;
    }

    private static Name read(ResultSet row, String text) throws SQLException {
        CounterName name = new CounterName(row.getObject("menu_stamp", LocalDateTime.class), text);
        return new Name(CounterKey.read(row), name, row.getInt("order_cnt"));
    }
}
