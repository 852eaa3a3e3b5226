package dev.orderpipeline.dds;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.Money;
import dev.orderpipeline.dds.KeyedOrder.KeyedProduct;
import dev.orderpipeline.dds.VaultRow.Hub;
import dev.orderpipeline.dds.VaultRow.Link;
import dev.orderpipeline.dds.VaultRow.OrderHub;
import dev.orderpipeline.dds.VaultRow.Satellite;
import java.time.LocalDateTime;
import java.util.List;

/** What a batch of orders leaves in the vault: which order makes which hubs, links and satellites. */
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

    static VaultBatch of(List<KeyedOrder> orders) {
        VaultBatch batch = new VaultBatch();
        orders.forEach(batch::add);
        return batch;
    }

    private void add(KeyedOrder keyed) {
        EnrichedOrder.Payload order = keyed.order().payload();
        EnrichedOrder.User user = order.user();
        EnrichedOrder.Restaurant restaurant = order.restaurant();
        String orderId = Long.toString(order.id());

        orders.add(new OrderHub(keyed.orderKey(), order.id(), order.date()));
        orderCosts.add(Satellite.of(
                List.of(orderId),
                keyed.orderKey(),
                order.updateTs(),
                List.of(Money.format(order.cost()), Money.format(order.payment()))));
        orderStatuses.add(Satellite.of(List.of(orderId), keyed.orderKey(), order.updateTs(), List.of(order.status())));

        users.add(new Hub(keyed.userKey(), user.userId()));
        userNames.add(Satellite.of(
                List.of(user.userId()), keyed.userKey(), user.updateTs(), List.of(user.userName(), user.userLogin())));
        orderUsers.add(Link.of(orderId, keyed.orderKey(), user.userId(), keyed.userKey()));

        restaurants.add(new Hub(keyed.restaurantKey(), restaurant.restaurantId()));
        restaurantNames.add(Satellite.of(
                List.of(restaurant.restaurantId()),
                keyed.restaurantKey(),
                restaurant.updateTs(),
                List.of(restaurant.restaurantName())));

        keyed.products().forEach(product -> add(keyed, product));
    }

    private void add(KeyedOrder keyed, KeyedProduct keyedProduct) {
        EnrichedOrder.Payload order = keyed.order().payload();
        EnrichedOrder.Product product = keyedProduct.product();
        String orderId = Long.toString(order.id());

        products.add(new Hub(keyedProduct.productKey(), product.id()));
        productNames.add(Satellite.of(
                List.of(product.id()),
                keyedProduct.productKey(),
                order.restaurant().updateTs(),
                List.of(product.name())));
        productRestaurants.add(Link.of(
                product.id(), keyedProduct.productKey(), order.restaurant().restaurantId(), keyed.restaurantKey()));

        categories.add(new Hub(keyedProduct.categoryKey(), product.category()));
        productCategories.add(
                Link.of(product.id(), keyedProduct.productKey(), product.category(), keyedProduct.categoryKey()));

        Link orderProduct = Link.of(orderId, keyed.orderKey(), product.id(), keyedProduct.productKey());
        orderProducts.add(orderProduct);
        orderProductLines.add(Satellite.of(
                List.of(orderId, product.id()),
                orderProduct.key(),
                order.updateTs(),
                List.of(Long.toString(product.quantity()), Money.format(product.price()))));
    }

    private static OrderHub earlier(OrderHub one, OrderHub other) {
        LocalDateTime date = one.orderDate();
        return date.isAfter(other.orderDate()) ? other : one;
    }
}
