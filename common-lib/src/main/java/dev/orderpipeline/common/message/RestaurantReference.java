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
 * A restaurant of the reference data.
 *
 * @param updated time of the last change, empty if the source has none
 * @param menu without unusable items: those without id or category are skipped
 */
public record RestaurantReference(String name, Optional<LocalDateTime> updated, Menu menu) {

    /** The record, a timestamp and object headers. */
    private static final int FIXED_BYTES = 200;

    /** @param name empty if the menu has none */
    public record MenuItem(Optional<String> name, String category) {}

    /** @throws RejectedRecordException if the bytes are no valid restaurant */
    public static RestaurantReference parse(byte[] value) {
        return parse(value, id -> true);
    }

    /**
     * As above, but reads only some items of the menu, which takes half the time.
     *
     * @param isLookedUp whether an item, by its id, is read
     */
    public static RestaurantReference parse(byte[] value, Predicate<String> isLookedUp) {
        JsonObject restaurant = StrictJson.readObject(value);
        Map<String, MenuItem> items = new LinkedHashMap<>();
        for (JsonObject item : restaurant.objectsAmong("menu")) {
            Optional<String> id = item.findString("_id").map(WhiteSpace::strip);
            if (id.filter(isLookedUp).isPresent()) {
                item.findString("category")
                        .map(WhiteSpace::strip)
                        .ifPresent(category ->
                                items.putIfAbsent(id.get(), new MenuItem(item.findString("name"), category)));
            }
        }
        return new RestaurantReference(
                restaurant.string("name"), restaurant.optionalTimestamp("update_ts_utc"), Menu.of(items));
    }

    /** The same restaurant with only those items on the menu that a batch looks up. */
    public RestaurantReference withItems(Collection<String> itemIds) {
        return new RestaurantReference(name, updated, menu.withItems(itemIds));
    }

    /** Approximate heap usage in bytes. */
    public long heapBytes() {
        return FIXED_BYTES + 2L * name.length() + menu.heapBytes();
    }
}
