package dev.orderpipeline.dds;

import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Database;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A table of the vault that rows are only ever added to: one statement for all rows of a batch. */
final class VaultTable<R extends VaultRow> {

    private record NamedColumn<R>(String name, Column<R, ?> values) {}

    private final BulkStatement<R> insert;
    private final BulkStatement<R> insertMissing;

    private VaultTable(String table, List<NamedColumn<R>> columns) {
        String names = columns.stream().map(NamedColumn::name).collect(Collectors.joining(", "));
        String arrays = columns.stream()
                .map(column -> "unnest(?::%s)".formatted(column.values().type().arrayName()))
                .collect(Collectors.joining(", "));
        List<Column<R, ?>> values =
                columns.stream().<Column<R, ?>>map(NamedColumn::values).toList();
        String sql = """
                INSERT INTO dds.%1$s (%2$s, load_dt, load_src)
                SELECT %3$s, ?::timestamp, ?::text
                """.formatted(table, names, arrays);
        insert = new BulkStatement<>("dds." + table, sql, values);
        insertMissing = new BulkStatement<>("dds." + table, sql + "ON CONFLICT DO NOTHING", values);
    }

    static VaultTable<VaultRow.Hub> hub(String table, String keyColumn, String businessKeyColumn) {
        return new VaultTable<>(
                table,
                List.of(
                        uuid(keyColumn, VaultRow.Hub::key),
                        new NamedColumn<>(businessKeyColumn, Column.text(VaultRow.Hub::businessKey))));
    }

    static VaultTable<VaultRow.Link> link(
            String table, String keyColumn, String firstHubColumn, String secondHubColumn) {
        return new VaultTable<>(
                table,
                List.of(
                        uuid(keyColumn, VaultRow.Link::key),
                        uuid(firstHubColumn, VaultRow.Link::firstHub),
                        uuid(secondHubColumn, VaultRow.Link::secondHub)));
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
        List<NamedColumn<VaultRow.Satellite>> columns = new ArrayList<>();
        columns.add(uuid(keyColumn, VaultRow.Satellite::key));
        columns.add(uuid(parentColumn, VaultRow.Satellite::parent));
        columns.add(uuid("hashdiff", VaultRow.Satellite::hashdiff));
        columns.add(new NamedColumn<>("effective_from", Column.timestamp(VaultRow.Satellite::effectiveFrom)));
        for (int position = 0; position < attributes.length; position++) {
            columns.add(new NamedColumn<>(
                    attributes[position].name(),
                    attributes[position].ofPosition().apply(position)));
        }
        return new VaultTable<>(table, columns);
    }

    /**
     * Adds rows; one that is there already stays as it is.
     *
     * @param rows in key order
     */
    void insertMissing(Database database, List<R> rows, LocalDateTime loaded, String loadSource) {
        insertMissing.update(database, rows, loaded, loadSource);
    }

    /** Adds rows of which none can be there, which takes PostgreSQL less time. */
    void insert(Database database, List<R> rows, LocalDateTime loaded, String loadSource) {
        insert.update(database, rows, loaded, loadSource);
    }

    private static <R> NamedColumn<R> uuid(String name, Function<R, UUID> value) {
        return new NamedColumn<>(name, Column.uuid(value));
    }
}
