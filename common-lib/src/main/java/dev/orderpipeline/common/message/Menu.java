package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.message.RestaurantReference.MenuItem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Name and category of the items of a menu. Items are stored as bytes: two fifths of the heap that objects take, and a
 * few arrays instead of thousands of objects for a full garbage collection.
 */
public final class Menu {

    /** Length of a missing name. */
    private static final int NO_NAME = -1;

    private static final int OBJECT_BYTES = 48;

    /** Per item: lengths of id and name, index of the category; then id and name in UTF-8. */
    private final ByteBuffer items;
    /** Per item: the hash code of its id in the upper half, its position in the lower half; ascending. */
    private final long[] index;

    private final List<String> categories;

    private Menu(ByteBuffer items, long[] index, List<String> categories) {
        this.items = items;
        this.index = index;
        this.categories = categories;
    }

    /** @param items by id */
    static Menu of(Map<String, MenuItem> items) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long[] index = new long[items.size()];
        Map<String, Integer> categories = new LinkedHashMap<>();
        int count = 0;
        for (Map.Entry<String, MenuItem> entry : items.entrySet()) {
            MenuItem item = entry.getValue();
            index[count++] = lowestEntry(entry.getKey()) | bytes.size();
            byte[] id = entry.getKey().getBytes(UTF_8);
            byte[] name = item.name().orElse("").getBytes(UTF_8);
            Integer category = categories.computeIfAbsent(item.category(), first -> categories.size());
            bytes.writeBytes(ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(id.length)
                    .putInt(item.name().isPresent() ? name.length : NO_NAME)
                    .putInt(category)
                    .array());
            bytes.writeBytes(id);
            bytes.writeBytes(name);
        }
        Arrays.sort(index);
        return new Menu(ByteBuffer.wrap(bytes.toByteArray()), index, List.copyOf(categories.keySet()));
    }

    /** The item with this id; empty if it is not on the menu. */
    public Optional<MenuItem> item(String id) {
        byte[] idBytes = id.getBytes(UTF_8);
        int found = Arrays.binarySearch(index, lowestEntry(id));
        for (int next = found < 0 ? -found - 1 : found; next < index.length && isOf(id, index[next]); next++) {
            int position = (int) index[next];
            if (isAt(position, idBytes)) {
                return Optional.of(read(position));
            }
        }
        return Optional.empty();
    }

    Menu withItems(Collection<String> itemIds) {
        Map<String, MenuItem> some = new LinkedHashMap<>();
        itemIds.forEach(id -> item(id).ifPresent(item -> some.put(id, item)));
        return of(some);
    }

    public int size() {
        return index.length;
    }

    long heapBytes() {
        long categoryBytes = 0;
        for (String category : categories) {
            categoryBytes += OBJECT_BYTES + 2L * category.length();
        }
        return 4 * OBJECT_BYTES + items.capacity() + (long) Long.BYTES * index.length + categoryBytes;
    }

    private boolean isAt(int position, byte[] id) {
        int start = position + 3 * Integer.BYTES;
        return items.getInt(position) == id.length
                && Arrays.equals(items.array(), start, start + id.length, id, 0, id.length);
    }

    private MenuItem read(int position) {
        int idLength = items.getInt(position);
        int nameLength = items.getInt(position + Integer.BYTES);
        String category = categories.get(items.getInt(position + 2 * Integer.BYTES));
        int nameStart = position + 3 * Integer.BYTES + idLength;
        return new MenuItem(
                nameLength == NO_NAME
                        ? Optional.empty()
                        : Optional.of(new String(items.array(), nameStart, nameLength, UTF_8)),
                category);
    }

    private static boolean isOf(String id, long entry) {
        return (int) (entry >>> Integer.SIZE) == id.hashCode();
    }

    /** The lowest index entry for the hash code of this id. */
    private static long lowestEntry(String id) {
        return (long) id.hashCode() << Integer.SIZE;
    }
}
