package dev.orderpipeline.dds;

import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Column;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.common.postgres.ElementType;
import dev.orderpipeline.dds.VaultRow.Hub;
import dev.orderpipeline.dds.VaultRow.Link;
import dev.orderpipeline.dds.VaultRow.OrderHub;
import dev.orderpipeline.dds.VaultRow.Satellite;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

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

    static VaultTable<Hub> hub(String table, String keyColumn, String businessKeyColumn) {
        return new VaultTable<>(
                table,
                Columns.<Hub>none()
                        .key(keyColumn, Column.uuid(Hub::key))
                        .value(businessKeyColumn, Column.text(Hub::businessKey)));
    }

    static VaultTable<Link> link(String table, String firstHubColumn, String secondHubColumn, String keyColumn) {
        return new VaultTable<>(
                table,
                Columns.<Link>none()
                        .key(firstHubColumn, Column.uuid(Link::firstHub))
                        .key(secondHubColumn, Column.uuid(Link::secondHub))
                        .value(keyColumn, Column.uuid(Link::key)));
    }

    /** An attribute's column in a satellite's table. */
    record Attribute<V>(String name, ElementType<V> type, Class<V> valueClass) {

        static Attribute<String> text(String name) {
            return new Attribute<>(name, ElementType.TEXT, String.class);
        }

        static Attribute<Long> number(String name) {
            return new Attribute<>(name, ElementType.BIGINT, Long.class);
        }

        static Attribute<BigDecimal> decimal(String name) {
            return new Attribute<>(name, ElementType.NUMERIC, BigDecimal.class);
        }

        static Attribute<UUID> hubKey(String name) {
            return new Attribute<>(name, ElementType.UUID, UUID.class);
        }

        private <P extends VaultRow> Column<Satellite<P>, V> at(int position) {
            return new Column<>(type, row -> valueClass.cast(row.attributes().get(position)));
        }
    }

    /** @param attributes in the order in which the rows have them */
    static VaultTable<Satellite<Hub>> ofHub(
            String table, String hubColumn, String keyColumn, Attribute<?>... attributes) {
        Columns<Satellite<Hub>> version = Columns.<Satellite<Hub>>none()
                .key(hubColumn, Column.uuid(row -> row.parent().key()))
                .key("effective_from", Column.timestamp(row -> row.version().effectiveFrom()));
        return satellite(table, version, keyColumn, attributes);
    }

    /** @param attributes in the order in which the rows have them */
    static VaultTable<Satellite<OrderHub>> ofOrder(String table, String keyColumn, Attribute<?>... attributes) {
        Columns<Satellite<OrderHub>> parent = Columns.<Satellite<OrderHub>>none()
                .key("h_order_pk", Column.uuid(row -> row.parent().key()));
        return satellite(table, versionOfOrder(parent), keyColumn, attributes);
    }

    /** @param attributes in the order in which the rows have them */
    static VaultTable<Satellite<Link>> ofOrderProduct(String table, String keyColumn, Attribute<?>... attributes) {
        Columns<Satellite<Link>> parent = Columns.<Satellite<Link>>none()
                .key("h_order_pk", Column.uuid(row -> row.parent().firstHub()))
                .key("h_product_pk", Column.uuid(row -> row.parent().secondHub()))
                .value("hk_order_product_pk", Column.uuid(row -> row.parent().key()));
        return satellite(table, versionOfOrder(parent), keyColumn, attributes);
    }

    private static <P extends VaultRow> Columns<Satellite<P>> versionOfOrder(Columns<Satellite<P>> parent) {
        return parent.key(
                        "effective_from", Column.timestamp(row -> row.version().effectiveFrom()))
                .key("sent_dttm", Column.timestamp(row -> row.version().sent()));
    }

    private static <P extends VaultRow> VaultTable<Satellite<P>> satellite(
            String table, Columns<Satellite<P>> version, String keyColumn, Attribute<?>... attributes) {
        Columns<Satellite<P>> columns =
                version.key("hashdiff", Column.uuid(Satellite::hashdiff)).value(keyColumn, Column.uuid(Satellite::key));
        for (int position = 0; position < attributes.length; position++) {
            columns = columns.value(attributes[position].name(), attributes[position].at(position));
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
