package dev.orderpipeline.dds;

import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Database;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * A table of the vault that rows are only ever added to: one statement for all rows of a batch, and a row that is
 * there already stays as it is.
 */
final class VaultTable<R extends VaultRow> {

    private record Column<R>(String name, BulkStatement.Column<R, ?> values) {}

    private final BulkStatement<R> insert;

    private VaultTable(String table, List<Column<R>> columns) {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String arrays = columns.stream()
                .map(column -> "?::" + column.values().type().arrayName())
                .collect(Collectors.joining(", "));
        String sql = """
                INSERT INTO dds.%1$s (%2$s, load_dt, load_src)
                SELECT %2$s, load_dt, load_src
                  FROM unnest(%3$s) AS vault_row (%2$s)
                 CROSS JOIN (SELECT ?::timestamp, ?::text) AS load (load_dt, load_src)
                    ON CONFLICT DO NOTHING
                """.formatted(table, names, arrays);
        insert = new BulkStatement<>(
                "dds." + table,
                sql,
                columns.stream().<BulkStatement.Column<R, ?>>map(Column::values).toList());
    }

    static VaultTable<VaultRow.Hub> hub(String table, String keyColumn, String businessKeyColumn) {
        return new VaultTable<>(
                table,
                List.of(
                        uuid(keyColumn, VaultRow.Hub::key),
                        new Column<>(businessKeyColumn, BulkStatement.text(VaultRow.Hub::businessKey))));
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

    /** @param attribute how to send an attribute of a row, given its position */
    static VaultTable<VaultRow.Satellite> satellite(
            String table,
            String keyColumn,
            String parentColumn,
            IntFunction<BulkStatement.Column<VaultRow.Satellite, ?>> attribute,
            String... attributeColumns) {
        List<Column<VaultRow.Satellite>> columns = new ArrayList<>();
        columns.add(uuid(keyColumn, VaultRow.Satellite::key));
        columns.add(uuid(parentColumn, VaultRow.Satellite::parent));
        columns.add(uuid("hashdiff", VaultRow.Satellite::hashdiff));
        columns.add(new Column<>("effective_from", BulkStatement.timestamp(VaultRow.Satellite::effectiveFrom)));
        for (int index = 0; index < attributeColumns.length; index++) {
            columns.add(new Column<>(attributeColumns[index], attribute.apply(index)));
        }
        return new VaultTable<>(table, columns);
    }

    static BulkStatement.Column<VaultRow.Satellite, ?> textAttribute(int position) {
        return BulkStatement.text(row -> row.attributes().get(position));
    }

    static BulkStatement.Column<VaultRow.Satellite, ?> numericAttribute(int position) {
        return BulkStatement.decimal(row -> new BigDecimal(row.attributes().get(position)));
    }

    /** @param rows in key order */
    void insert(Database database, List<R> rows, LocalDateTime loaded, String loadSource) {
        insert.update(database, rows, loaded, loadSource);
    }

    private static <R> Column<R> uuid(String name, Function<R, UUID> value) {
        return new Column<>(name, BulkStatement.uuid(value));
    }
}
