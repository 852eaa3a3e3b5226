package dev.orderpipeline.dds;

import static dev.orderpipeline.common.postgres.Column.number;
import static dev.orderpipeline.common.postgres.Column.timestamp;
import static dev.orderpipeline.common.postgres.Column.uuid;
import static dev.orderpipeline.dds.VaultTable.Attribute.decimal;
import static dev.orderpipeline.dds.VaultTable.Attribute.hubKey;
import static dev.orderpipeline.dds.VaultTable.Attribute.text;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.loop.OutdatedBatchException;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.metrics.CacheMetrics;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.dds.VaultRow.Hub;
import dev.orderpipeline.dds.VaultRow.Link;
import dev.orderpipeline.dds.VaultRow.OrderHub;
import dev.orderpipeline.dds.VaultRow.Satellite;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** The tables of the vault, and how a batch is written to them: hubs before links before satellites. */
@Component
class VaultRepository {

    private static final VaultTable<Hub> USERS = VaultTable.hub("h_user", "h_user_pk", "user_id");
    private static final VaultTable<Hub> PRODUCTS = VaultTable.hub("h_product", "h_product_pk", "product_id");
    private static final VaultTable<Hub> CATEGORIES = VaultTable.hub("h_category", "h_category_pk", "category_name");
    private static final VaultTable<Hub> RESTAURANTS =
            VaultTable.hub("h_restaurant", "h_restaurant_pk", "restaurant_id");

    private static final VaultTable<Link> ORDER_PRODUCTS =
            VaultTable.link("l_order_product", "h_order_pk", "h_product_pk", "hk_order_product_pk");
    private static final VaultTable<Link> PRODUCT_RESTAURANTS =
            VaultTable.link("l_product_restaurant", "h_product_pk", "h_restaurant_pk", "hk_product_restaurant_pk");
    private static final VaultTable<Link> PRODUCT_CATEGORIES =
            VaultTable.link("l_product_category", "h_product_pk", "h_category_pk", "hk_product_category_pk");
    private static final VaultTable<Link> ORDER_USERS =
            VaultTable.link("l_order_user", "h_order_pk", "h_user_pk", "hk_order_user_pk");

    private static final VaultTable<Satellite<Hub>> USER_NAMES =
            VaultTable.ofHub("s_user_names", "h_user_pk", "hk_user_names_pk", text("username"), text("userlogin"));
    private static final VaultTable<Satellite<Hub>> PRODUCT_NAMES =
            VaultTable.ofHub("s_product_names", "h_product_pk", "hk_product_names_pk", text("name"));
    private static final VaultTable<Satellite<Hub>> PRODUCT_CATEGORY_VERSIONS =
            VaultTable.ofHub("s_product_category", "h_product_pk", "hk_product_category_pk", hubKey("h_category_pk"));
    private static final VaultTable<Satellite<Hub>> RESTAURANT_NAMES =
            VaultTable.ofHub("s_restaurant_names", "h_restaurant_pk", "hk_restaurant_names_pk", text("name"));
    private static final VaultTable<Satellite<OrderHub>> ORDER_COSTS =
            VaultTable.ofOrder("s_order_cost", "hk_order_cost_pk", decimal("cost"), decimal("payment"));
    private static final VaultTable<Satellite<OrderHub>> ORDER_STATUSES = VaultTable.ofOrder(
            "s_order_status", "hk_order_status_pk", text("status"), hubKey("h_user_pk"), hubKey("h_restaurant_pk"));
    private static final VaultTable<Satellite<Link>> ORDER_PRODUCT_LINES = VaultTable.ofOrderProduct(
            "s_order_product",
            "hk_order_product_line_pk",
            hubKey("h_category_pk"),
            VaultTable.Attribute.number("quantity"),
            decimal("price"));

    private static final Columns<OrderHub> ORDER_COLUMNS = Columns.<OrderHub>none()
            .key("h_order_pk", uuid(OrderHub::key))
            .value("order_id", number(OrderHub::orderId))
            .value("order_dt", timestamp(OrderHub::orderDate));

    private static final BulkStatement<OrderHub> INSERT_MISSING_ORDERS = ORDER_COLUMNS.statement("dds.h_order", """
            INSERT INTO {table} ({columns}, load_dt, load_src)
            SELECT {unnested}, ?::timestamp, ?::text
                ON CONFLICT DO NOTHING
            RETURNING {key}
            """);

    /** The hub of orders is the only table with updates: an order's date is the smallest of all versions. */
    private static final BulkStatement<OrderHub> UPSERT_ORDERS = ORDER_COLUMNS.statement("dds.h_order", """
            INSERT INTO {table} AS stored ({columns}, load_dt, load_src)
            SELECT {unnested}, ?::timestamp, ?::text
                ON CONFLICT ({key}) DO UPDATE SET order_dt = excluded.order_dt
             WHERE excluded.order_dt < stored.order_dt
            """);

    /**
     * Changes with whatever may undo a commit: another server, a restart (no backup is restored without one), a database or
     * a schema that was dropped and recreated.
     */
    private static final String IDENTITY = """
            SELECT (1000000 * extract(epoch FROM pg_postmaster_start_time()))::bigint || ' ' || 'dds.h_order'::regclass::oid
            """;

    private final Database database;
    private final Clock clock;
    private final String loadSource;
    private final WrittenRowsCache writtenRows;

    VaultRepository(
            Database database, Clock clock, PipelineSettings settings, MemoryBudget memory, MeterRegistry registry) {
        this.database = database;
        this.clock = clock;
        this.loadSource = settings.kafka().topics().source();
        this.writtenRows = new WrittenRowsCache(memory.writtenRowsBytes(), new CacheMetrics(registry, "written_rows"));
    }

    /** The rows of a batch of orders, without those that the cache holds. */
    VaultBatch rowsOf(List<KeyedOrder> orders, HashKeys keys) {
        VaultBatch batch = VaultBatch.of(orders, writtenRows.entries(), keys);
        writtenRows.lookedUp(batch.cacheHits(), batch.cacheMisses());
        return batch;
    }

    /**
     * Inserts the rows that are missing; one statement for each table, or two where some orders are new and others not.
     * Needs a transaction.
     *
     * @throws OutdatedBatchException if the rows that the cache left out were written to another database; the batch has
     *     them when it is prepared again
     */
    void save(VaultBatch batch) {
        LocalDateTime loaded = LocalDateTime.now(clock);
        String identity = database.queryText(IDENTITY);
        writtenRows.addAfterCommit(batch.newEntries, identity);
        if (!batch.cached.belongTo(identity)) {
            throw new OutdatedBatchException(
                    "PostgreSQL was restarted, or its database replaced, since the cached rows of the batch were written");
        }

        insertMissing(USERS, batch.users, loaded);
        insertMissing(PRODUCTS, batch.products, loaded);
        insertMissing(CATEGORIES, batch.categories, loaded);
        insertMissing(RESTAURANTS, batch.restaurants, loaded);
        Set<UUID> newOrders = addOrders(batch.orders.inKeyOrder(), loaded);

        insertMissing(PRODUCT_RESTAURANTS, batch.productRestaurants, loaded);
        insertMissing(PRODUCT_CATEGORIES, batch.productCategories, loaded);
        add(ORDER_PRODUCTS, batch.orderProducts, link -> newOrders.contains(link.firstHub()), loaded);
        add(ORDER_USERS, batch.orderUsers, link -> newOrders.contains(link.firstHub()), loaded);

        insertMissing(USER_NAMES, batch.userNames, loaded);
        insertMissing(PRODUCT_NAMES, batch.productNames, loaded);
        insertMissing(PRODUCT_CATEGORY_VERSIONS, batch.productCategoryVersions, loaded);
        insertMissing(RESTAURANT_NAMES, batch.restaurantNames, loaded);
        add(
                ORDER_COSTS,
                batch.orderCosts,
                cost -> newOrders.contains(cost.parent().key()),
                loaded);
        add(
                ORDER_STATUSES,
                batch.orderStatuses,
                status -> newOrders.contains(status.parent().key()),
                loaded);
        add(
                ORDER_PRODUCT_LINES,
                batch.orderProductLines,
                line -> newOrders.contains(line.parent().firstHub()),
                loaded);
    }

    /** @return the orders that were missing; until the commit no other transaction can insert them */
    private Set<UUID> addOrders(List<OrderHub> orders, LocalDateTime loaded) {
        Set<UUID> added = new HashSet<>(INSERT_MISSING_ORDERS.query(
                database, orders, (row, number) -> row.getObject(1, UUID.class), loaded, loadSource));
        List<OrderHub> existing =
                orders.stream().filter(order -> !added.contains(order.key())).toList();
        UPSERT_ORDERS.update(database, existing, loaded, loadSource);
        return added;
    }

    /** No row of a new order is in the vault: its hub has to be inserted first. */
    private <R extends VaultRow> void add(
            VaultTable<R> table, VaultRows<R> rows, Predicate<R> isOfNewOrder, LocalDateTime loaded) {
        List<R> ofNewOrders = new ArrayList<>();
        List<R> others = new ArrayList<>();
        for (R row : rows.inKeyOrder()) {
            if (isOfNewOrder.test(row)) {
                ofNewOrders.add(row);
            } else {
                others.add(row);
            }
        }
        table.insert(database, ofNewOrders, loaded, loadSource);
        table.insertMissing(database, others, loaded, loadSource);
    }

    private <R extends VaultRow> void insertMissing(VaultTable<R> table, VaultRows<R> rows, LocalDateTime loaded) {
        table.insertMissing(database, rows.inKeyOrder(), loaded, loadSource);
    }
}
