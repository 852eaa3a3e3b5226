package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.value.WhiteSpace;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A restaurant, as the reference data knows it.
 *
 * @param updated when it last changed, empty where the source does not say
 * @param menu without the junk of real menus: an item without id or category is left out
 */
public record RestaurantReference(String name, Optional<LocalDateTime> updated, Menu menu) {

    /** Of the record, a stamp, and the headers of its objects. */
    private static final int FIXED_BYTES = 200;

    /** @param name empty where the menu has none */
    public record MenuItem(Optional<String> name, String category) {}

    /** @throws RejectedRecordException if the bytes are no restaurant */
    public static RestaurantReference parse(byte[] value) {
        return parse(value, id -> true);
    }

    /**
     * As above, but with only some items on the menu, which takes half of the time.
     *
     * @param isLookedUp by an item's id
     */
    public static RestaurantReference parse(byte[] value, Predicate<String> isLookedUp) {
        JsonObject restaurant = StrictJson.readObject(value);
        Map<String, MenuItem> items = new LinkedHashMap<>();
        for (JsonObject item : restaurant.objectsAmong("menu")) {
            Optional<String> id = item.anyText("_id").map(WhiteSpace::strip);
            if (id.filter(isLookedUp).isPresent()) {
                item.anyText("category")
                        .map(WhiteSpace::strip)
                        .ifPresent(
                                category -> items.putIfAbsent(id.get(), new MenuItem(item.anyText("name"), category)));
            }
        }
        return new RestaurantReference(
                restaurant.text("name"), restaurant.optionalTimestamp("update_ts_utc"), Menu.of(items));
    }

    /** The same with only those items on the menu that a batch looks up. */
    public RestaurantReference withItems(Collection<String> itemIds) {
        return new RestaurantReference(name, updated, menu.withItems(itemIds));
    }

    /** About what it takes of the heap. */
    public long heapBytes() {
        return FIXED_BYTES + 2L * name.length() + menu.heapBytes();
    }
}
