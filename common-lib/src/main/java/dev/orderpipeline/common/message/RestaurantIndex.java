package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.message.RestaurantReference.MenuItem;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.value.WhiteSpace;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Name, timestamp and the positions of the menu's items in a restaurant's value. Immutable. A position takes eight bytes, an
 * item itself some hundred. The value is there for every batch; what takes long is to scan all of a menu for a few items.
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

    /**
     * Indexes a restaurant's value, which is not retained.
     *
     * @throws RejectedRecordException if the bytes are no valid restaurant
     */
    public static RestaurantIndex of(byte[] value) {
        JsonObject restaurant = StrictJson.readObject(value);
        return new RestaurantIndex(
                restaurant.string("name"),
                restaurant.optionalTimestamp("update_ts_utc"),
                restaurant.objectsAmong("menu").stream()
                        .flatMapToLong(
                                item -> id(item).stream().mapToLong(id -> lowestEntry(id.hashCode()) | item.position()))
                        .sorted()
                        .toArray());
    }

    /**
     * Reads the restaurant with some items of its menu. Of several items with one id, the first with a category counts.
     *
     * @param value the bytes that were indexed; of others the result is undefined
     * @param itemIds ids of the items, without white space around them; those that are not on the menu, or have no category
     *     there, are missing from the result
     * @throws RejectedRecordException if the bytes are others, and a position is not that of an item
     */
    public RestaurantReference read(byte[] value, Set<String> itemIds) {
        Map<String, MenuItem> found = new HashMap<>();
        itemIds.stream().map(String::hashCode).distinct().forEach(hash -> read(value, hash, itemIds, found));
        return new RestaurantReference(name, updated, found);
    }

    private void read(byte[] value, int hash, Set<String> itemIds, Map<String, MenuItem> found) {
        int first = Arrays.binarySearch(items, lowestEntry(hash));
        for (int next = first < 0 ? -first - 1 : first; next < items.length && isOf(hash, items[next]); next++) {
            JsonObject item = StrictJson.readNestedObject(value, (int) items[next]);
            Optional<String> id = id(item).filter(itemIds::contains);
            Optional<String> category = item.findString("category").map(WhiteSpace::strip);
            if (id.isPresent() && category.isPresent()) {
                found.putIfAbsent(id.get(), new MenuItem(item.findString("name"), category.get()));
            }
        }
    }

    /** Approximate heap usage in bytes. */
    public long heapBytes() {
        return FIXED_BYTES + 2L * name.length() + (long) Long.BYTES * items.length;
    }

    private static Optional<String> id(JsonObject item) {
        return item.findString("_id").map(WhiteSpace::strip);
    }

    private static boolean isOf(int hash, long entry) {
        return (int) (entry >>> Integer.SIZE) == hash;
    }

    /** The lowest entry for a hash code. */
    private static long lowestEntry(int hash) {
        return (long) hash << Integer.SIZE;
    }
}
