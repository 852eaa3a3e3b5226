package dev.orderpipeline.stg;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.EnrichedOrder.Product;
import dev.orderpipeline.common.message.OrderEvent;
import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.message.RestaurantReference.MenuItem;
import dev.orderpipeline.common.message.UserReference;
import dev.orderpipeline.common.redis.References;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** Enriches an order with its user, its restaurant, and the names and categories of its items on the menu. */
final class OrderEnricher {

    private OrderEnricher() {}

    /**
     * Reference data without a stamp gets the stamp of the order.
     *
     * @throws RejectedRecordException if user, restaurant or an ordered item is not among the reference data, or if
     *     the quantities of an item that the order has more than once exceed 64 bits
     */
    static EnrichedOrder enrich(OrderEvent order, References references) {
        UserReference user = references.user(order.userId());
        RestaurantReference restaurant = references.restaurant(order.restaurantId());
        LocalDateTime orderUpdated = order.version().updated();
        return EnrichedOrder.of(
                order.version(),
                new EnrichedOrder.Payload(
                        order.orderId(),
                        order.date(),
                        order.cost(),
                        order.payment(),
                        order.status(),
                        orderUpdated,
                        new EnrichedOrder.Restaurant(
                                order.restaurantId(),
                                restaurant.name(),
                                restaurant.updated().orElse(orderUpdated)),
                        new EnrichedOrder.User(
                                order.userId(),
                                user.name(),
                                user.login(),
                                user.updated().orElse(orderUpdated)),
                        products(order, restaurant)));
    }

    private static Map<String, Product> products(OrderEvent order, RestaurantReference restaurant) {
        Map<String, Product> products = new LinkedHashMap<>();
        for (OrderEvent.Item item : order.items()) {
            MenuItem onMenu = restaurant
                    .item(item.id())
                    .orElseThrow(() -> new RejectedRecordException(
                            ErrorCode.REFERENCE_NOT_FOUND,
                            "item %s is not on the menu of restaurant %s, or has no category there"
                                    .formatted(item.id(), order.restaurantId())));
            products.merge(item.id(), product(item, onMenu), OrderEnricher::sameProduct);
        }
        return products;
    }

    private static Product product(OrderEvent.Item item, MenuItem onMenu) {
        return new Product(
                item.id(), onMenu.name().orElse(item.name()), item.price(), item.quantity(), onMenu.category());
    }

    /** An item that an order has twice is one product: quantities added, first price. */
    private static Product sameProduct(Product first, Product second) {
        try {
            long quantity = Math.addExact(first.quantity(), second.quantity());
            return new Product(first.id(), first.name(), first.price(), quantity, first.category());
        } catch (ArithmeticException e) {
            throw new RejectedRecordException(
                    ErrorCode.CONTRACT_VIOLATION,
                    "payload.order_items: the quantities of item " + first.id() + " add up to more than 64 bits");
        }
    }
}
