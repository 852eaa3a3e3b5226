package dev.orderpipeline.dds;

import dev.orderpipeline.common.message.EnrichedOrder;
import java.util.List;
import java.util.UUID;

/** An order and the hub keys of everything that it names. */
record KeyedOrder(EnrichedOrder order, UUID orderKey, UUID userKey, UUID restaurantKey, List<KeyedProduct> products) {

    record KeyedProduct(EnrichedOrder.Product product, UUID productKey, UUID categoryKey) {

        private static KeyedProduct of(EnrichedOrder.Product product, HashKeys keys) {
            return new KeyedProduct(product, keys.of(product.id()), keys.of(product.category()));
        }
    }

    static KeyedOrder of(EnrichedOrder order, HashKeys keys) {
        EnrichedOrder.Payload payload = order.payload();
        return new KeyedOrder(
                order,
                keys.of(Long.toString(order.objectId())),
                keys.of(payload.user().userId()),
                keys.of(payload.restaurant().restaurantId()),
                payload.products().values().stream()
                        .map(product -> KeyedProduct.of(product, keys))
                        .toList());
    }
}
