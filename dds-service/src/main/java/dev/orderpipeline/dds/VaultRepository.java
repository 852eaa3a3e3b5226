package dev.orderpipeline.dds;

import static dev.orderpipeline.common.postgres.BulkStatement.number;
import static dev.orderpipeline.common.postgres.BulkStatement.timestamp;
import static dev.orderpipeline.common.postgres.BulkStatement.uuid;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.dds.VaultRow.Hub;
import dev.orderpipeline.dds.VaultRow.Link;
import dev.orderpipeline.dds.VaultRow.OrderHub;
import dev.orderpipeline.dds.VaultRow.Satellite;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import org.springframework.stereotype.Repository;

/** The tables of the vault, and how a batch is written to them: hubs before links before satellites. */
@Repository
class VaultRepository {

    private static final VaultTable<Hub> USERS = VaultTable.hub("h_user", "h_user_pk", "user_id");
    private static final VaultTable<Hub> PRODUCTS = VaultTable.hub("h_product", "h_product_pk", "product_id");
    private static final VaultTable<Hub> CATEGORIES = VaultTable.hub("h_category", "h_category_pk", "category_name");
    private static final VaultTable<Hub> RESTAURANTS =
            VaultTable.hub("h_restaurant", "h_restaurant_pk", "restaurant_id");

    private static final VaultTable<Link> ORDER_PRODUCTS =
            VaultTable.link("l_order_product", "hk_order_product_pk", "h_order_pk", "h_product_pk");
    private static final VaultTable<Link> PRODUCT_RESTAURANTS =
            VaultTable.link("l_product_restaurant", "hk_product_restaurant_pk", "h_product_pk", "h_restaurant_pk");
    private static final VaultTable<Link> PRODUCT_CATEGORIES =
            VaultTable.link("l_product_category", "hk_product_category_pk", "h_product_pk", "h_category_pk");
    private static final VaultTable<Link> ORDER_USERS =
            VaultTable.link("l_order_user", "hk_order_user_pk", "h_order_pk", "h_user_pk");

    private static final VaultTable<Satellite> USER_NAMES = VaultTable.satellite(
            "s_user_names", "hk_user_names_pk", "h_user_pk", VaultTable::textAttribute, "username", "userlogin");
    private static final VaultTable<Satellite> PRODUCT_NAMES = VaultTable.satellite(
            "s_product_names", "hk_product_names_pk", "h_product_pk", VaultTable::textAttribute, "name");
    private static final VaultTable<Satellite> RESTAURANT_NAMES = VaultTable.satellite(
            "s_restaurant_names", "hk_restaurant_names_pk", "h_restaurant_pk", VaultTable::textAttribute, "name");
    private static final VaultTable<Satellite> ORDER_COSTS = VaultTable.satellite(
            "s_order_cost", "hk_order_cost_pk", "h_order_pk", VaultTable::numericAttribute, "cost", "payment");
    private static final VaultTable<Satellite> ORDER_STATUSES = VaultTable.satellite(
            "s_order_status", "hk_order_status_pk", "h_order_pk", VaultTable::textAttribute, "status");
    private static final VaultTable<Satellite> ORDER_PRODUCT_LINES = VaultTable.satellite(
            "s_order_product",
            "hk_order_product_line_pk",
            "hk_order_product_pk",
            VaultTable::numericAttribute,
            "quantity",
            "price");

    /** The order's hub alone knows an update: its date is the smallest of all versions seen. */
    private static final BulkStatement<OrderHub> ORDERS = new BulkStatement<>(
            "dds.h_order",
            """
            INSERT INTO dds.h_order AS stored (h_order_pk, order_id, order_dt, load_dt, load_src)
            SELECT h_order_pk, order_id, order_dt, load_dt, load_src
              FROM unnest(?::uuid[], ?::bigint[], ?::timestamp[]) AS vault_row (h_order_pk, order_id, order_dt)
             CROSS JOIN (SELECT ?::timestamp, ?::text) AS load (load_dt, load_src)
                ON CONFLICT (h_order_pk) DO UPDATE SET order_dt = excluded.order_dt
             WHERE excluded.order_dt < stored.order_dt
            """,
            List.of(uuid(OrderHub::key), number(OrderHub::orderId), timestamp(OrderHub::orderDate)));

    private final Database database;
    private final Clock clock;
    private final String loadSource;
    private final KnownFacts knownFacts = new KnownFacts();

    VaultRepository(Database database, Clock clock, PipelineSettings settings) {
        this.database = database;
        this.clock = clock;
        this.loadSource = settings.kafka().topics().source();
    }

    /** Adds what is not in the vault yet; one statement for each table. Needs a transaction. */
    void save(List<KeyedOrder> orders) {
        LocalDateTime loaded = LocalDateTime.now(clock);
        VaultBatch batch = VaultBatch.of(orders, knownFacts);
        knownFacts.rememberAfterCommit(batch.newFacts);

        insert(USERS, batch.users, loaded);
        insert(PRODUCTS, batch.products, loaded);
        insert(CATEGORIES, batch.categories, loaded);
        insert(RESTAURANTS, batch.restaurants, loaded);
        ORDERS.update(database, batch.orders.inKeyOrder(), loaded, loadSource);

        insert(ORDER_PRODUCTS, batch.orderProducts, loaded);
        insert(PRODUCT_RESTAURANTS, batch.productRestaurants, loaded);
        insert(PRODUCT_CATEGORIES, batch.productCategories, loaded);
        insert(ORDER_USERS, batch.orderUsers, loaded);

        insert(USER_NAMES, batch.userNames, loaded);
        insert(PRODUCT_NAMES, batch.productNames, loaded);
        insert(RESTAURANT_NAMES, batch.restaurantNames, loaded);
        insert(ORDER_COSTS, batch.orderCosts, loaded);
        insert(ORDER_STATUSES, batch.orderStatuses, loaded);
        insert(ORDER_PRODUCT_LINES, batch.orderProductLines, loaded);
    }

    private <R extends VaultRow> void insert(VaultTable<R> table, VaultRows<R> rows, LocalDateTime loaded) {
        table.insert(database, rows.inKeyOrder(), loaded, loadSource);
    }
}
