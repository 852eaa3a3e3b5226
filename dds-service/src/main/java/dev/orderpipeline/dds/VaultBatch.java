package dev.orderpipeline.dds;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.value.Uuids;
import dev.orderpipeline.dds.KeyedOrder.KeyedProduct;
import dev.orderpipeline.dds.VaultRow.Hub;
import dev.orderpipeline.dds.VaultRow.Link;
import dev.orderpipeline.dds.VaultRow.OrderHub;
import dev.orderpipeline.dds.VaultRow.Satellite;
import dev.orderpipeline.dds.VaultRow.Version;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of a batch of orders: which order has which hubs, links and satellites. */
final class VaultBatch {

    final VaultRows<Hub> users = new VaultRows<>(VaultRow.HUB_ORDER);
    final VaultRows<Hub> products = new VaultRows<>(VaultRow.HUB_ORDER);
    final VaultRows<Hub> categories = new VaultRows<>(VaultRow.HUB_ORDER);
    final VaultRows<Hub> restaurants = new VaultRows<>(VaultRow.HUB_ORDER);
    final VaultRows<OrderHub> orders = new VaultRows<>(VaultRow.HUB_ORDER, VaultBatch::earlier);

    final VaultRows<Link> orderProducts = new VaultRows<>(Link.ORDER);
    final VaultRows<Link> productRestaurants = new VaultRows<>(Link.ORDER);
    final VaultRows<Link> productCategories = new VaultRows<>(Link.ORDER);
    final VaultRows<Link> orderUsers = new VaultRows<>(Link.ORDER);

    final VaultRows<Satellite<Hub>> userNames = new VaultRows<>(Satellite.order(VaultRow.HUB_ORDER));
    final VaultRows<Satellite<Hub>> productNames = new VaultRows<>(Satellite.order(VaultRow.HUB_ORDER));
    final VaultRows<Satellite<Hub>> productCategoryVersions = new VaultRows<>(Satellite.order(VaultRow.HUB_ORDER));
    final VaultRows<Satellite<Hub>> restaurantNames = new VaultRows<>(Satellite.order(VaultRow.HUB_ORDER));
    final VaultRows<Satellite<OrderHub>> orderCosts = new VaultRows<>(Satellite.order(VaultRow.HUB_ORDER));
    final VaultRows<Satellite<OrderHub>> orderStatuses = new VaultRows<>(Satellite.order(VaultRow.HUB_ORDER));
    final VaultRows<Satellite<Link>> orderProductLines = new VaultRows<>(Satellite.order(Link.ORDER));

    /** The users, restaurants and menu items whose rows are in this batch. */
    final Set<Record> newEntries = new HashSet<>();

    /** Those whose rows are in the vault, and are left out. */
    final WrittenRowsCache.Entries cached;

    private final HashKeys keys;
    private int cacheHits;
    private int cacheMisses;

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
        // Rows that are added in key order are sorted in one pass.
        orders.stream()
                .sorted(Comparator.comparing(KeyedOrder::orderKey, Uuids.ORDER))
                .forEach(batch::add);
        return batch;
    }

    int cacheHits() {
        return cacheHits;
    }

    int cacheMisses() {
        return cacheMisses;
    }

    private void add(KeyedOrder keyed) {
        EnrichedOrder.Payload order = keyed.order().payload();
        EnrichedOrder.User user = order.user();
        String orderId = keyed.orderId();

        OrderHub hub = new OrderHub(keyed.orderKey(), order.id(), order.date());
        orders.add(hub);
        orderCosts.add(
                Satellite.of(keys, List.of(orderId), hub, keyed.version(), List.of(order.cost(), order.payment())));
        orderStatuses.add(Satellite.of(
                keys,
                List.of(orderId),
                hub,
                keyed.version(),
                List.of(order.status(), keyed.userKey(), keyed.restaurantKey())));

        orderUsers.add(Link.of(keys, orderId, keyed.orderKey(), user.userId(), keyed.userKey()));
        keyed.products().stream()
                .sorted(Comparator.comparing(KeyedProduct::productKey, Uuids.ORDER))
                .forEach(product -> addLine(keyed, product));

        if (isNew(user)) {
            addUser(keyed);
        }
        addMenu(keyed);
    }

    private void addLine(KeyedOrder keyed, KeyedProduct keyedProduct) {
        EnrichedOrder.Product product = keyedProduct.product();

        Link orderProduct = Link.of(keys, keyed.orderId(), keyed.orderKey(), product.id(), keyedProduct.productKey());
        orderProducts.add(orderProduct);
        orderProductLines.add(Satellite.of(
                keys,
                List.of(keyed.orderId(), product.id()),
                orderProduct,
                keyed.version(),
                List.of(keyedProduct.categoryKey(), product.quantity(), product.price())));
    }

    /** The restaurant and the menu items that are not cached; all have one version, which is made once. */
    private void addMenu(KeyedOrder keyed) {
        EnrichedOrder.Restaurant restaurant = keyed.order().payload().restaurant();
        List<KeyedProduct> items = keyed.products().stream()
                .filter(item -> isNew(MenuEntry.of(restaurant, item.product())))
                .toList();
        boolean isNewRestaurant = isNew(restaurant);
        if (items.isEmpty() && !isNewRestaurant) {
            return;
        }
        Version menu = Version.of(restaurant.updateTs());
        if (isNewRestaurant) {
            Hub hub = new Hub(keyed.restaurantKey(), restaurant.restaurantId());
            restaurants.add(hub);
            restaurantNames.add(version(hub, menu, List.of(restaurant.restaurantName())));
        }
        items.forEach(item -> addMenuItem(keyed, item, menu));
    }

    private boolean isNew(Record entry) {
        if (cached.contains(entry)) {
            cacheHits++;
            return false;
        }
        cacheMisses++;
        return newEntries.add(entry);
    }

    private void addUser(KeyedOrder keyed) {
        EnrichedOrder.User user = keyed.order().payload().user();
        Hub hub = new Hub(keyed.userKey(), user.userId());
        users.add(hub);
        userNames.add(version(hub, Version.of(user.updateTs()), List.of(user.userName(), user.userLogin())));
    }

    private void addMenuItem(KeyedOrder keyed, KeyedProduct keyedProduct, Version menu) {
        EnrichedOrder.Restaurant restaurant = keyed.order().payload().restaurant();
        EnrichedOrder.Product product = keyedProduct.product();
        Hub hub = new Hub(keyedProduct.productKey(), product.id());
        products.add(hub);
        productNames.add(version(hub, menu, List.of(product.name())));
        productRestaurants.add(
                Link.of(keys, product.id(), hub.key(), restaurant.restaurantId(), keyed.restaurantKey()));

        categories.add(new Hub(keyedProduct.categoryKey(), product.category()));
        productCategories.add(Link.of(keys, product.id(), hub.key(), product.category(), keyedProduct.categoryKey()));
        productCategoryVersions.add(version(hub, menu, List.of(keyedProduct.categoryKey())));
    }

    private Satellite<Hub> version(Hub hub, Version version, List<?> attributes) {
        return Satellite.of(keys, List.of(hub.businessKey()), hub, version, attributes);
    }

    private static OrderHub earlier(OrderHub one, OrderHub other) {
        LocalDateTime date = one.orderDate();
        return date.isAfter(other.orderDate()) ? other : one;
    }
}
