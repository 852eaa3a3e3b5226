package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.message.RestaurantReference.MenuItem;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.value.WhiteSpace;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The positions of the items in a restaurant's value: eight bytes for each, where an item itself takes some hundred. The bytes are
 * there for every batch; what takes long is to pass over all of a menu for a few items.
 */
public final class RestaurantIndex {

    /** The index, its array, a timestamp, and the objects around them. */
    private static final int FIXED_BYTES = 200;

    private final String name;
    private final Optional<LocalDateTime> updated;

    /** Of each item with an id: the id's hash code in the upper half, the item's position in the lower half; ascending. */
    private final long[] items;

    private RestaurantIndex(String name, Optional<LocalDateTime> updated, long[] items) {
        this.name = name;
        this.updated = updated;
        this.items = items;
    }

    /** @throws RejectedRecordException if the bytes are no valid restaurant */
    public static RestaurantIndex of(byte[] value) {
        JsonObject restaurant = StrictJson.readObject(value);
        return new RestaurantIndex(
                restaurant.string("name"),
                restaurant.optionalTimestamp("update_ts_utc"),
                restaurant.objectsAmong("menu").stream()
                        .flatMapToLong(item -> id(item).stream().mapToLong(id -> lowestEntry(id) | item.position()))
                        .sorted()
                        .toArray());
    }

    /**
     * Reads the restaurant with some items of its menu.
     *
     * @param value the bytes that were indexed
     * @param itemIds ids of the items; one that is not on the menu is missing from the result
     */
    public RestaurantReference read(byte[] value, Collection<String> itemIds) {
        Map<String, MenuItem> found = new HashMap<>();
        itemIds.forEach(id -> item(value, id).ifPresent(item -> found.put(id, item)));
        return new RestaurantReference(name, updated, found);
    }

    /** Approximate heap usage in bytes. */
    public long heapBytes() {
        return FIXED_BYTES + 2L * name.length() + (long) Long.BYTES * items.length;
    }

    /** The first of several usable items with this id. */
    private Optional<MenuItem> item(byte[] value, String id) {
        int found = Arrays.binarySearch(items, lowestEntry(id));
        for (int next = found < 0 ? -found - 1 : found; next < items.length && isOf(id, items[next]); next++) {
            JsonObject item = StrictJson.readNestedObject(value, (int) items[next]);
            Optional<String> category = item.findString("category").map(WhiteSpace::strip);
            if (category.isPresent() && id(item).filter(id::equals).isPresent()) {
                return Optional.of(new MenuItem(item.findString("name"), category.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> id(JsonObject item) {
        return item.findString("_id").map(WhiteSpace::strip);
    }

    private static boolean isOf(String id, long entry) {
        return (int) (entry >>> Integer.SIZE) == id.hashCode();
    }

    /** The lowest entry for the hash code of this id. */
    private static long lowestEntry(String id) {
        return (long) id.hashCode() << Integer.SIZE;
    }
}
