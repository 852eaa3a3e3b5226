package dev.orderpipeline.dds;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.dds.VaultRow.Version;
import java.util.List;
import java.util.UUID;

/**
 * An order with the hub keys of all that it refers to.
 *
 * @param orderId the order's business key
 * @param version of its satellites
 */
record KeyedOrder(
        EnrichedOrder order,
        String orderId,
        Version version,
        UUID orderKey,
        UUID userKey,
        UUID restaurantKey,
        List<KeyedProduct> products) {

    record KeyedProduct(EnrichedOrder.Product product, UUID productKey, UUID categoryKey) {

        private static KeyedProduct of(EnrichedOrder.Product product, HashKeys keys) {
            return new KeyedProduct(product, keys.of(product.id()), keys.of(product.category()));
        }
    }

    static KeyedOrder of(EnrichedOrder order, HashKeys keys) {
        EnrichedOrder.Payload payload = order.payload();
        String orderId = Long.toString(order.objectId());
        return new KeyedOrder(
                order,
                orderId,
                Version.of(payload.updateTs(), order.sentDttm()),
                keys.of(orderId),
                keys.of(payload.user().userId()),
                keys.of(payload.restaurant().restaurantId()),
                payload.products().values().stream()
                        .map(product -> KeyedProduct.of(product, keys))
                        .toList());
    }
}
