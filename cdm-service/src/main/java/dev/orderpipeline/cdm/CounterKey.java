package dev.orderpipeline.cdm;

import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.uuid;

import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.value.Uuids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Identifies a counter: a user's closed orders with one item of a kind, such as a product. */
record CounterKey(CounterKind kind, UUID userKey, UUID countedKey) implements Comparable<CounterKey> {

    /** In the tables that hold counters of every kind. */
    static final Columns<CounterKey> COLUMNS = Columns.<CounterKey>none()
            .key("user_id", uuid(CounterKey::userKey))
            .key("kind", text(counter -> counter.kind().name()))
            .key("counted_id", uuid(CounterKey::countedKey));

    /** The counter in a row that has these columns. */
    static CounterKey read(ResultSet row) throws SQLException {
        return new CounterKey(
                CounterKind.valueOf(row.getString("kind")),
                row.getObject("user_id", UUID.class),
                row.getObject("counted_id", UUID.class));
    }

    /** The order in which replicas lock counters, so that they don't deadlock; of one kind, that of the primary keys. */
    @Override
    public int compareTo(CounterKey other) {
        if (kind != other.kind) {
            return kind.compareTo(other.kind);
        }
        int byUser = Uuids.ORDER.compare(userKey, other.userKey);
        return byUser != 0 ? byUser : Uuids.ORDER.compare(countedKey, other.countedKey);
    }

    /** Hand-written: a record's own hash code is slower, and every counter is looked up several times a batch. */
    @Override
    public int hashCode() {
        return 31 * (31 * kind.ordinal() + userKey.hashCode()) + countedKey.hashCode();
    }
}
