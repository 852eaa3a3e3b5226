package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** An order with its user, restaurant and products: the message that STG sends to DDS. */
public record EnrichedOrder(long objectId, String objectType, LocalDateTime sentDttm, Payload payload)
        implements Message {

    /** @param products by product id, possibly none */
    public record Payload(
            long id,
            LocalDateTime date,
            BigDecimal cost,
            BigDecimal payment,
            String status,
            LocalDateTime updateTs,
            Restaurant restaurant,
            User user,
            Map<String, Product> products) {

        private void writeTo(JsonGenerator json) {
            Field.PAYLOAD.startObject(json);
            Field.ID.write(json, id);
            Field.DATE.write(json, date);
            Field.COST.write(json, cost);
            Field.PAYMENT.write(json, payment);
            Field.STATUS.write(json, status);
            Field.UPDATE_TS.write(json, updateTs);
            restaurant.writeTo(json);
            user.writeTo(json);
            Field.PRODUCTS.startObject(json);
            products.forEach((productId, product) -> {
                json.writeName(productId);
                product.writeTo(json);
            });
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** @param updateTs timestamp of the reference data, or of the order if that is missing */
    public record Restaurant(String restaurantId, String restaurantName, LocalDateTime updateTs) {

        private void writeTo(JsonGenerator json) {
            Field.RESTAURANT.startObject(json);
            Field.RESTAURANT_ID.write(json, restaurantId);
            Field.RESTAURANT_NAME.write(json, restaurantName);
            Field.UPDATE_TS.write(json, updateTs);
            json.writeEndObject();
        }
    }

    /** @param updateTs timestamp of the reference data, or of the order if that is missing */
    public record User(String userId, String userName, String userLogin, LocalDateTime updateTs) {

        private void writeTo(JsonGenerator json) {
            Field.USER.startObject(json);
            Field.USER_ID.write(json, userId);
            Field.USER_NAME.write(json, userName);
            Field.USER_LOGIN.write(json, userLogin);
            Field.UPDATE_TS.write(json, updateTs);
            json.writeEndObject();
        }
    }

    /** @param quantity at least 1 */
    public record Product(String id, String name, BigDecimal price, long quantity, String category) {

        private void writeTo(JsonGenerator json) {
            json.writeStartObject();
            Field.ID.write(json, id);
            Field.NAME.write(json, name);
            Field.PRICE.write(json, price);
            Field.QUANTITY.write(json, quantity);
            Field.CATEGORY.write(json, category);
            json.writeEndObject();
        }
    }

    public static EnrichedOrder of(OrderVersion version, Payload payload) {
        return new EnrichedOrder(payload.id(), ObjectTypes.ORDER, version.sent(), payload);
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
    public static EnrichedOrder parse(byte @Nullable [] value) {
        JsonObject message = StrictJson.readObject(value);
        ObjectTypes.require(message, ObjectTypes.ORDER);
        long orderId = message.integer("object_id");
        LocalDateTime sent = message.timestamp("sent_dttm");
        JsonObject payload = message.object("payload");
        LocalDateTime updated = payload.optionalTimestamp("update_ts").orElse(sent);
        return new EnrichedOrder(
                orderId,
                ObjectTypes.ORDER,
                sent,
                new Payload(
                        orderId,
                        payload.timestamp("date"),
                        payload.money("cost"),
                        payload.money("payment"),
                        payload.nonBlankString("status"),
                        updated,
                        restaurant(payload.object("restaurant"), updated),
                        user(payload.object("user"), updated),
                        products(payload.object("products"))));
    }

    private static Restaurant restaurant(JsonObject restaurant, LocalDateTime orderUpdated) {
        return new Restaurant(
                restaurant.nonBlankString("restaurant_id"),
                restaurant.string("restaurant_name"),
                restaurant.optionalTimestamp("update_ts").orElse(orderUpdated));
    }

    private static User user(JsonObject user, LocalDateTime orderUpdated) {
        return new User(
                user.nonBlankString("user_id"),
                user.string("user_name"),
                user.string("user_login"),
                user.optionalTimestamp("update_ts").orElse(orderUpdated));
    }

    private static Map<String, Product> products(JsonObject products) {
        Map<String, Product> byId = new LinkedHashMap<>();
        for (JsonObject product : products.memberObjects()) {
            String id = product.nonBlankString("id");
            byId.put(
                    id,
                    new Product(
                            id,
                            product.string("name"),
                            product.money("price"),
                            product.positiveInteger("quantity"),
                            product.nonBlankString("category")));
        }
        return byId;
    }
}
