package dev.orderpipeline.dds;

import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.IntFunction;

/** A table of the vault with inserts only: one statement for all rows of a batch. */
final class VaultTable<R extends VaultRow> {

    private static final String INSERT = """
            INSERT INTO {table} ({columns}, load_dt, load_src)
            SELECT {unnested}, ?::timestamp, ?::text
            """;

    private final BulkStatement<R> insert;
    private final BulkStatement<R> insertMissing;

    private VaultTable(String table, Columns<R> columns) {
        insert = columns.statement("dds." + table, INSERT);
        insertMissing = columns.statement("dds." + table, INSERT + "ON CONFLICT DO NOTHING");
    }

    static VaultTable<VaultRow.Hub> hub(String table, String keyColumn, String businessKeyColumn) {
        return new VaultTable<>(
                table,
                Columns.<VaultRow.Hub>none()
                        .key(keyColumn, Column.uuid(VaultRow.Hub::key))
                        .value(businessKeyColumn, Column.text(VaultRow.Hub::businessKey)));
    }

    static VaultTable<VaultRow.Link> link(
            String table, String keyColumn, String firstHubColumn, String secondHubColumn) {
        return new VaultTable<>(
                table,
                Columns.<VaultRow.Link>none()
                        .key(keyColumn, Column.uuid(VaultRow.Link::key))
                        .value(firstHubColumn, Column.uuid(VaultRow.Link::firstHub))
                        .value(secondHubColumn, Column.uuid(VaultRow.Link::secondHub)));
    }

    /** An attribute's column in a satellite's table. */
    record Attribute(String name, IntFunction<Column<VaultRow.Satellite, ?>> ofPosition) {

        static Attribute text(String name) {
            return new Attribute(
                    name,
                    position -> Column.text(row -> (String) row.attributes().get(position)));
        }

        static Attribute number(String name) {
            return new Attribute(
                    name,
                    position -> Column.number(row -> (Long) row.attributes().get(position)));
        }

        static Attribute decimal(String name) {
            return new Attribute(
                    name,
                    position ->
                            Column.decimal(row -> (BigDecimal) row.attributes().get(position)));
        }
    }

    /** @param attributes in the order in which the rows have them */
    static VaultTable<VaultRow.Satellite> satellite(
            String table, String keyColumn, String parentColumn, Attribute... attributes) {
        Columns<VaultRow.Satellite> columns = Columns.<VaultRow.Satellite>none()
                .key(keyColumn, Column.uuid(VaultRow.Satellite::key))
                .value(parentColumn, Column.uuid(VaultRow.Satellite::parent))
                .value("hashdiff", Column.uuid(VaultRow.Satellite::hashdiff))
                .value("effective_from", Column.timestamp(VaultRow.Satellite::effectiveFrom));
        for (int position = 0; position < attributes.length; position++) {
            columns = columns.value(
                    attributes[position].name(),
                    attributes[position].ofPosition().apply(position));
        }
        return new VaultTable<>(table, columns);
    }

    /**
     * Inserts rows; one that exists stays as it is.
     *
     * @param rows in key order
     */
    void insertMissing(Database database, List<R> rows, LocalDateTime loaded, String loadSource) {
        insertMissing.update(database, rows, loaded, loadSource);
    }

    /** Inserts rows of which none exists, which is faster than {@link #insertMissing}. */
    void insert(Database database, List<R> rows, LocalDateTime loaded, String loadSource) {
        insert.update(database, rows, loaded, loadSource);
    }
}
