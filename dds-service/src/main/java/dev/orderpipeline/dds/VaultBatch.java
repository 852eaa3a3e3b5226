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
import java.util.UUID;

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

    /** Hash keys of the users, restaurants and menu items whose rows are in this batch. */
    final Set<UUID> newEntries = new HashSet<>();

    /** Those whose rows are in the vault, and are left out. */
    final WrittenRowsCache.Entries cached;

    private final HashKeys keys;
    private int cacheHits;
    private int cacheMisses;

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

        addUser(keyed);
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

    private void addUser(KeyedOrder keyed) {
        EnrichedOrder.User user = keyed.order().payload().user();
        Version version = Version.of(user.updateTs());
        if (isNew(user.userId(), version.effectiveFromText(), user.userName(), user.userLogin())) {
            Hub hub = new Hub(keyed.userKey(), user.userId());
            users.add(hub);
            userNames.add(version(hub, version, List.of(user.userName(), user.userLogin())));
        }
    }

    /** The restaurant and the items, all of one version. */
    private void addMenu(KeyedOrder keyed) {
        EnrichedOrder.Restaurant restaurant = keyed.order().payload().restaurant();
        Version menu = Version.of(restaurant.updateTs());
        if (isNew(restaurant.restaurantId(), menu.effectiveFromText(), restaurant.restaurantName())) {
            Hub hub = new Hub(keyed.restaurantKey(), restaurant.restaurantId());
            restaurants.add(hub);
            restaurantNames.add(version(hub, menu, List.of(restaurant.restaurantName())));
        }
        for (KeyedProduct item : keyed.products()) {
            EnrichedOrder.Product product = item.product();
            if (isNew(
                    restaurant.restaurantId(),
                    menu.effectiveFromText(),
                    product.id(),
                    product.name(),
                    product.category())) {
                addMenuItem(keyed, item, menu);
            }
        }
    }

    /** @param values all values of an entry's rows; a user has four, a restaurant three, an item five */
    private boolean isNew(String... values) {
        UUID entry = keys.of(values);
        if (cached.contains(entry)) {
            cacheHits++;
            return false;
        }
        cacheMisses++;
        return newEntries.add(entry);
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
