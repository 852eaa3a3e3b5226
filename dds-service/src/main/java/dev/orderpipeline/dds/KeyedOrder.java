package dev.orderpipeline.dds;

import dev.orderpipeline.common.message.EnrichedOrder;
import java.util.List;
import java.util.UUID;

/** An order and the hub keys of everything that it names. */
record KeyedOrder(EnrichedOrder order, UUID orderKey, UUID userKey, UUID restaurantKey, List<KeyedProduct> products) {

    record KeyedProduct(EnrichedOrder.Product product, UUID productKey, UUID categoryKey) {

        private static KeyedProduct of(EnrichedOrder.Product product) {
            return new KeyedProduct(product, HashKey.of(product.id()), HashKey.of(product.category()));
        }
    }

    static KeyedOrder of(EnrichedOrder order) {
        EnrichedOrder.Payload payload = order.payload();
        return new KeyedOrder(
                order,
                HashKey.of(Long.toString(order.objectId())),
                HashKey.of(payload.user().userId()),
                HashKey.of(payload.restaurant().restaurantId()),
                payload.products().values().stream().map(KeyedProduct::of).toList());
    }
}
