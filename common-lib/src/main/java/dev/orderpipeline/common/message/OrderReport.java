package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An order in which every id is a hub key: the message that DDS sends to CDM.
 *
 * @param objectId the order's hub key
 */
public record OrderReport(UUID objectId, String objectType, LocalDateTime sentDttm, Payload payload)
        implements Message {

    /** @param products possibly none */
    public record Payload(
            UUID id,
            LocalDateTime orderDt,
            String status,
            LocalDateTime updateTs,
            Restaurant restaurant,
            User user,
            List<Product> products) {

        private void writeTo(JsonGenerator json) {
            Field.PAYLOAD.startObject(json);
            Field.ID.write(json, id);
            Field.ORDER_DT.write(json, orderDt);
            Field.STATUS.write(json, status);
            Field.UPDATE_TS.write(json, updateTs);
            restaurant.writeTo(json);
            user.writeTo(json);
            Field.PRODUCTS.startArray(json);
            products.forEach(product -> product.writeTo(json));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** @param updateTs timestamp of the menu with the products' names */
    public record Restaurant(UUID id, String name, LocalDateTime updateTs) {

        private void writeTo(JsonGenerator json) {
            Field.RESTAURANT.startObject(json);
            Field.ID.write(json, id);
            Field.NAME.write(json, name);
            Field.UPDATE_TS.write(json, updateTs);
            json.writeEndObject();
        }
    }

    public record User(UUID id, String username) {

        private void writeTo(JsonGenerator json) {
            Field.USER.startObject(json);
            Field.ID.write(json, id);
            Field.USERNAME.write(json, username);
            json.writeEndObject();
        }
    }

    public record Product(UUID id, String name, Category category) {

        private void writeTo(JsonGenerator json) {
            json.writeStartObject();
            Field.ID.write(json, id);
            Field.NAME.write(json, name);
            category.writeTo(json);
            json.writeEndObject();
        }
    }

    public record Category(UUID id, String name) {

        private void writeTo(JsonGenerator json) {
            Field.CATEGORY.startObject(json);
            Field.ID.write(json, id);
            Field.NAME.write(json, name);
            json.writeEndObject();
        }
    }

    public static OrderReport of(LocalDateTime sent, Payload payload) {
        return new OrderReport(payload.id(), ObjectTypes.ORDER_REPORT, sent, payload);
    }

    public OrderVersion version() {
        return new OrderVersion(payload.updateTs(), sentDttm);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        Field.OBJECT_ID.write(json, objectId);
        Field.OBJECT_TYPE.write(json, objectType);
        Field.SENT_DTTM.write(json, sentDttm);
        payload.writeTo(json);
        json.writeEndObject();
    }

    /** @throws RejectedRecordException if the bytes are no valid message; its message names the invalid field */
    public static OrderReport parse(byte @Nullable [] value) {
        JsonObject message = StrictJson.readObject(value);
        ObjectTypes.require(message, ObjectTypes.ORDER_REPORT);
        UUID orderKey = message.uuid("object_id");
        LocalDateTime sent = message.timestamp("sent_dttm");
        JsonObject payload = message.object("payload");
        LocalDateTime updated = payload.optionalTimestamp("update_ts").orElse(sent);
        JsonObject restaurant = payload.object("restaurant");
        JsonObject user = payload.object("user");
        return new OrderReport(
                orderKey,
                ObjectTypes.ORDER_REPORT,
                sent,
                new Payload(
                        orderKey,
                        payload.timestamp("order_dt"),
                        payload.nonBlankString("status"),
                        updated,
                        new Restaurant(
                                restaurant.uuid("id"),
                                restaurant.string("name"),
                                restaurant.optionalTimestamp("update_ts").orElse(updated)),
                        new User(user.uuid("id"), user.string("username")),
                        payload.objects("products").stream()
                                .map(OrderReport::product)
                                .toList()));
    }

    private static Product product(JsonObject product) {
        JsonObject category = product.object("category");
        return new Product(
                product.uuid("id"), product.string("name"), new Category(category.uuid("id"), category.string("name")));
    }
}
