package dev.orderpipeline.common.message;

import dev.orderpipeline.common.deadletter.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A restaurant, as the reference data knows it.
 *
 * @param updated when it last changed, empty where the source does not say
 * @param menu by item id, without the junk of real menus: an item without id or category is left out
 */
public record RestaurantReference(String name, Optional<LocalDateTime> updated, Map<String, MenuItem> menu) {

    /** @param name empty where the menu has none */
    public record MenuItem(Optional<String> name, String category) {}

    /** @throws RejectedRecordException if the bytes are no restaurant */
    public static RestaurantReference parse(byte[] value) {
        JsonObject restaurant = StrictJson.readObject(value);
        Map<String, MenuItem> menu = new HashMap<>();
        for (JsonObject item : restaurant.objectsAmong("menu")) {
            Optional<String> id = item.anyText("_id").map(WhiteSpace::strip);
            Optional<String> category = item.anyText("category").map(WhiteSpace::strip);
            if (id.isPresent() && category.isPresent()) {
                menu.putIfAbsent(id.get(), new MenuItem(item.anyText("name"), category.get()));
            }
        }
        return new RestaurantReference(restaurant.text("name"), restaurant.optionalTimestamp("update_ts_utc"), menu);
    }
}
