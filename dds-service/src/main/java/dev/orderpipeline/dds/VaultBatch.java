package dev.orderpipeline.dds;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.dds.KeyedOrder.KeyedProduct;
import dev.orderpipeline.dds.VaultRow.Hub;
import dev.orderpipeline.dds.VaultRow.Link;
import dev.orderpipeline.dds.VaultRow.OrderHub;
import dev.orderpipeline.dds.VaultRow.Satellite;
import dev.orderpipeline.dds.VaultRow.Stamp;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The rows of a batch of orders: which order has which hubs, links and satellites. */
final class VaultBatch {

    final VaultRows<Hub> users = new VaultRows<>();
    final VaultRows<Hub> products = new VaultRows<>();
    final VaultRows<Hub> categories = new VaultRows<>();
    final VaultRows<Hub> restaurants = new VaultRows<>();
    final VaultRows<OrderHub> orders = new VaultRows<>(VaultBatch::earlier);

    final VaultRows<Link> orderProducts = new VaultRows<>();
    final VaultRows<Link> productRestaurants = new VaultRows<>();
    final VaultRows<Link> productCategories = new VaultRows<>();
    final VaultRows<Link> orderUsers = new VaultRows<>();

    final VaultRows<Satellite> userNames = new VaultRows<>();
    final VaultRows<Satellite> productNames = new VaultRows<>();
    final VaultRows<Satellite> restaurantNames = new VaultRows<>();
    final VaultRows<Satellite> orderCosts = new VaultRows<>();
    final VaultRows<Satellite> orderStatuses = new VaultRows<>();
    final VaultRows<Satellite> orderProductLines = new VaultRows<>();

    /** The users, restaurants and menu items whose rows are in this batch. */
    final Set<Record> newEntries = new HashSet<>();

    /** Those whose rows are in the vault, and are left out. */
    final WrittenRowsCache.Entries cached;

    private final HashKeys keys;

    /** An item on a menu. */
    private record MenuEntry(
            String restaurantId, LocalDateTime menuStamp, String productId, String name, String category) {

        static MenuEntry of(EnrichedOrder.Restaurant restaurant, EnrichedOrder.Product product) {
            return new MenuEntry(
                    restaurant.restaurantId(), restaurant.updateTs(), product.id(), product.name(), product.category());
        }

        /** Hand-written, from what differs most: it is called for every line of every order, and a record's own is slower. */
        @Override
        public int hashCode() {
            return 31 * restaurantId.hashCode() + productId.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof MenuEntry same
                    && productId.equals(same.productId)
                    && restaurantId.equals(same.restaurantId)
                    && menuStamp.equals(same.menuStamp)
                    && name.equals(same.name)
                    && category.equals(same.category);
        }
    }

    private VaultBatch(WrittenRowsCache.Entries cached, HashKeys keys) {
        this.cached = cached;
        this.keys = keys;
    }

    /** @param cached users, restaurants and menu items whose rows are left out */
    static VaultBatch of(List<KeyedOrder> orders, WrittenRowsCache.Entries cached, HashKeys keys) {
        VaultBatch batch = new VaultBatch(cached, keys);
        orders.forEach(batch::add);
        return batch;
    }

    /** The key of the order that a line belongs to. */
    UUID orderOf(Satellite orderProductLine) {
        return orderProducts.get(orderProductLine.parent()).firstHub();
    }

    private void add(KeyedOrder keyed) {
        EnrichedOrder.Payload order = keyed.order().payload();
        EnrichedOrder.User user = order.user();
        EnrichedOrder.Restaurant restaurant = order.restaurant();
        String orderId = keyed.orderId();

        orders.add(new OrderHub(keyed.orderKey(), order.id(), order.date()));
        orderCosts.add(Satellite.of(
                keys, List.of(orderId), keyed.orderKey(), keyed.updated(), List.of(order.cost(), order.payment())));
        orderStatuses.add(
                Satellite.of(keys, List.of(orderId), keyed.orderKey(), keyed.updated(), List.of(order.status())));

        orderUsers.add(Link.of(keys, orderId, keyed.orderKey(), user.userId(), keyed.userKey()));
        for (KeyedProduct product : keyed.products()) {
            addLine(keyed, product);
        }

        if (isNew(user)) {
            addUser(keyed);
        }
        if (isNew(restaurant)) {
            addRestaurant(keyed);
        }
    }

    private void addLine(KeyedOrder keyed, KeyedProduct keyedProduct) {
        EnrichedOrder.Product product = keyedProduct.product();

        Link orderProduct = Link.of(keys, keyed.orderId(), keyed.orderKey(), product.id(), keyedProduct.productKey());
        orderProducts.add(orderProduct);
        orderProductLines.add(Satellite.of(
                keys,
                List.of(keyed.orderId(), product.id()),
                orderProduct.key(),
                keyed.updated(),
                List.of(product.quantity(), product.price())));

        if (isNew(MenuEntry.of(keyed.order().payload().restaurant(), product))) {
            addMenuItem(keyed, keyedProduct);
        }
    }

    private boolean isNew(Record entry) {
        return !cached.contains(entry) && newEntries.add(entry);
    }

    private void addUser(KeyedOrder keyed) {
        EnrichedOrder.User user = keyed.order().payload().user();
        users.add(new Hub(keyed.userKey(), user.userId()));
        userNames.add(Satellite.of(
                keys,
                List.of(user.userId()),
                keyed.userKey(),
                Stamp.of(user.updateTs()),
                List.of(user.userName(), user.userLogin())));
    }

    private void addRestaurant(KeyedOrder keyed) {
        EnrichedOrder.Restaurant restaurant = keyed.order().payload().restaurant();
        restaurants.add(new Hub(keyed.restaurantKey(), restaurant.restaurantId()));
        restaurantNames.add(Satellite.of(
                keys,
                List.of(restaurant.restaurantId()),
                keyed.restaurantKey(),
                Stamp.of(restaurant.updateTs()),
                List.of(restaurant.restaurantName())));
    }

    private void addMenuItem(KeyedOrder keyed, KeyedProduct keyedProduct) {
        EnrichedOrder.Restaurant restaurant = keyed.order().payload().restaurant();
        EnrichedOrder.Product product = keyedProduct.product();
        products.add(new Hub(keyedProduct.productKey(), product.id()));
        productNames.add(Satellite.of(
                keys,
                List.of(product.id()),
                keyedProduct.productKey(),
                Stamp.of(restaurant.updateTs()),
                List.of(product.name())));
        productRestaurants.add(Link.of(
                keys, product.id(), keyedProduct.productKey(), restaurant.restaurantId(), keyed.restaurantKey()));

        categories.add(new Hub(keyedProduct.categoryKey(), product.category()));
        productCategories.add(
                Link.of(keys, product.id(), keyedProduct.productKey(), product.category(), keyedProduct.categoryKey()));
    }

    private static OrderHub earlier(OrderHub one, OrderHub other) {
        LocalDateTime date = one.orderDate();
        return date.isAfter(other.orderDate()) ? other : one;
    }
}
