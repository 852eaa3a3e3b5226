package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A raw order event of the source topic.
 *
 * @param payload the payload's bytes, unchanged
 * @param items the ordered items, possibly none; an id may occur twice
 */
public record OrderEvent(
        long orderId,
        String objectType,
        OrderVersion version,
        byte[] payload,
        String restaurantId,
        String userId,
        LocalDateTime date,
        BigDecimal cost,
        BigDecimal payment,
        String status,
        List<Item> items) {

    /** @param quantity at least 1 */
    public record Item(String id, String name, BigDecimal price, long quantity) {}

    /** @throws RejectedRecordException if the bytes are no valid message; its message names the invalid field */
    public static OrderEvent parse(byte @Nullable [] value) {
        JsonObject message = StrictJson.readObject(value);
        ObjectTypes.require(message, ObjectTypes.ORDER);
        long orderId = message.integer("object_id");
        LocalDateTime sent = message.timestamp("sent_dttm");
        JsonObject payload = message.object("payload");
        return new OrderEvent(
                orderId,
                ObjectTypes.ORDER,
                new OrderVersion(payload.optionalTimestamp("update_ts").orElse(sent), sent),
                payload.bytes(),
                payload.object("restaurant").businessKey("id"),
                payload.object("user").businessKey("id"),
                payload.timestamp("date"),
                payload.money("cost"),
                payload.money("payment"),
                payload.nonBlankString("final_status"),
                items(payload.objects("order_items")));
    }

    private static List<Item> items(List<JsonObject> objects) {
        List<Item> items = new ArrayList<>(objects.size());
        for (JsonObject item : objects) {
            items.add(new Item(
                    item.businessKey("id"),
                    item.string("name"),
                    item.money("price"),
                    item.positiveInteger("quantity")));
        }
        return Collections.unmodifiableList(items);
    }
}
