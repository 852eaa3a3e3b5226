package dev.orderpipeline.common.message;

import java.time.LocalDateTime;
import java.util.UUID;

/**
 * The present value of a counter: what CDM sends. The components are the fields of its JSON.
 *
 * @param objectId user's and product's, or user's and category's, hub key, joined with a colon
 */
public record CounterValue(String objectId, String objectType, LocalDateTime sentDttm, Payload payload) {

    /** What is counted, and how often it is; 0 if the counter is gone. */
    public sealed interface Payload permits Product, Category {}

    public record Product(UUID userId, UUID productId, String productName, int orderCnt) implements Payload {}

    public record Category(UUID userId, UUID categoryId, String categoryName, int orderCnt) implements Payload {}

    public static CounterValue of(LocalDateTime sent, Product product) {
        return new CounterValue(
                product.userId() + ":" + product.productId(), ObjectTypes.USER_PRODUCT_COUNTER, sent, product);
    }

    public static CounterValue of(LocalDateTime sent, Category category) {
        return new CounterValue(
                category.userId() + ":" + category.categoryId(), ObjectTypes.USER_CATEGORY_COUNTER, sent, category);
    }

    /** The record key: a compacted topic keeps the newest value per counter. */
    public String recordKey() {
        return objectType + ":" + objectId;
    }
}
