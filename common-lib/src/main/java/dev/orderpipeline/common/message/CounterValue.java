package dev.orderpipeline.common.message;

import java.time.LocalDateTime;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/**
 * The current value of a counter: the message that CDM sends.
 *
 * @param objectId the hub keys of user and product, or of user and category, joined with a colon
 */
public record CounterValue(String objectId, String objectType, LocalDateTime sentDttm, Payload payload)
        implements Message {

    /** The counted product or category and the count; 0 for a deleted counter. */
    public sealed interface Payload permits Product, Category {

        /** Writes the fields of the payload. */
        void writeTo(JsonGenerator json);
    }

    public record Product(UUID userId, UUID productId, String productName, int orderCnt) implements Payload {

        @Override
        public void writeTo(JsonGenerator json) {
            Field.USER_ID.write(json, userId);
            Field.PRODUCT_ID.write(json, productId);
            Field.PRODUCT_NAME.write(json, productName);
            Field.ORDER_CNT.write(json, orderCnt);
        }
    }

    public record Category(UUID userId, UUID categoryId, String categoryName, int orderCnt) implements Payload {

        @Override
        public void writeTo(JsonGenerator json) {
            Field.USER_ID.write(json, userId);
            Field.CATEGORY_ID.write(json, categoryId);
            Field.CATEGORY_NAME.write(json, categoryName);
            Field.ORDER_CNT.write(json, orderCnt);
        }
    }

    public static CounterValue of(LocalDateTime sent, Product product) {
        return new CounterValue(
                product.userId() + ":" + product.productId(), ObjectTypes.USER_PRODUCT_COUNTER, sent, product);
    }

    public static CounterValue of(LocalDateTime sent, Category category) {
        return new CounterValue(
                category.userId() + ":" + category.categoryId(), ObjectTypes.USER_CATEGORY_COUNTER, sent, category);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        Field.OBJECT_ID.write(json, objectId);
        Field.OBJECT_TYPE.write(json, objectType);
        Field.SENT_DTTM.write(json, sentDttm);
        Field.PAYLOAD.startObject(json);
        payload.writeTo(json);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The record key: a compacted topic keeps the newest value per counter. */
    public String recordKey() {
        return objectType + ":" + objectId;
    }
}
