package dev.orderpipeline.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The positions of the values of a JSON text. Nothing is copied: a value is decoded when it is read, and one that is
 * never read costs five integers.
 *
 * <p>A value is identified by an index. Indexes ascend with the start positions: an object or array is followed by the
 * values nested in it.
 */
final class JsonTree {

    /** The root value. */
    static final int ROOT = 0;

    /** No value, or no position. */
    static final int NONE = -1;

    // Slots of each value, relative to its index; positions of names and strings include the quotes.
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int START = 2;
    private static final int END = 3;
    private static final int NEXT = 4;
    private static final int SLOTS = 5;

    private static final int DEFAULT_BYTES_PER_VALUE = 20;

    private final byte[] json;
    private int[] slots;
    private int used;
    private boolean escapes;

    /**
     * @param json the text's bytes, which must not be modified afterwards
     * @param bytes expected length of the text that is scanned; sets the initial size only
     */
    JsonTree(byte[] json, int bytes) {
        this.json = json;
        this.slots = new int[(1 + bytes / DEFAULT_BYTES_PER_VALUE) * SLOTS];
    }

    /** Adds the value that starts at a position; values added before it is {@link #close closed} are nested in it. */
    int open(int nameStart, int nameEnd, int start) {
        int value = used;
        used += SLOTS;
        if (used > slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
        }
        slots[value + NAME_START] = nameStart;
        slots[value + NAME_END] = nameEnd;
        slots[value + START] = start;
        return value;
    }

    void close(int value, int position) {
        slots[value + END] = position;
        slots[value + NEXT] = used;
    }

    /** Records that a name or string contains escapes. */
    void addEscapes() {
        escapes = true;
    }

    boolean isObject(int value) {
        return firstByte(value) == '{';
    }

    boolean isArray(int value) {
        return firstByte(value) == '[';
    }

    boolean isString(int value) {
        return firstByte(value) == '"';
    }

    boolean isNumber(int value) {
        return firstByte(value) == '-' || firstByte(value) >= '0' && firstByte(value) <= '9';
    }

    boolean isNull(int value) {
        return firstByte(value) == 'n';
    }

    /** The first value nested in an object or array; {@link #next} of it if there is none. */
    int first(int value) {
        return value + SLOTS;
    }

    /** The first value that starts after the end of another. */
    int next(int value) {
        return slots[value + NEXT];
    }

    /** The value of an object's field: the last of duplicates, {@link #NONE} if it is missing. */
    int field(int object, String asciiName) {
        int found = NONE;
        int end = next(object);
        for (int value = first(object); value < end; value = next(value)) {
            if (isNamed(value, asciiName)) {
                found = value;
            }
        }
        return found;
    }

    /** The name of a field's value. */
    String name(int value) {
        return decoded(slots[value + NAME_START], slots[value + NAME_END]);
    }

    /** The decoded content of a {@linkplain #isString string}. */
    String string(int value) {
        return decoded(slots[value + START], slots[value + END]);
    }

    /** The position of the value's first byte. */
    int start(int value) {
        return slots[value + START];
    }

    /** The value's source text, unchanged. */
    String source(int value) {
        return source(slots[value + START], slots[value + END]);
    }

    /** The same in UTF-8. */
    byte[] bytes(int value) {
        return Arrays.copyOfRange(json, slots[value + START], slots[value + END]);
    }

    /** The path of a value, for an error message: {@code payload.order_items[2].price}. */
    String path(int value) {
        return appendPath(new StringBuilder(), value).toString();
    }

    /** The path of an object's field, which may be missing. */
    String path(int object, String name) {
        return appendName(appendPath(new StringBuilder(), object), name).toString();
    }

    /** The path of the value or name at a position. */
    String pathAt(int position) {
        int value = used - SLOTS;
        while (slots[value + START] > position && (!hasName(value) || slots[value + NAME_START] > position)) {
            value -= SLOTS;
        }
        return slots[value + START] > position ? path(parent(value), "a field name") : path(value);
    }

    private StringBuilder appendPath(StringBuilder path, int value) {
        if (value == ROOT) {
            return path;
        }
        int parent = parent(value);
        appendPath(path, parent);
        return hasName(value)
                ? appendName(path, name(value))
                : path.append('[').append(index(value, parent)).append(']');
    }

    private static StringBuilder appendName(StringBuilder path, String name) {
        return path.append(path.isEmpty() ? "" : ".").append(name);
    }

    private int index(int element, int array) {
        int index = 0;
        for (int before = first(array); before < element; before = next(before)) {
            index++;
        }
        return index;
    }

    private int parent(int value) {
        int parent = value - SLOTS;
        while (next(parent) <= value) {
            parent -= SLOTS;
        }
        return parent;
    }

    private boolean hasName(int value) {
        return slots[value + NAME_START] != NONE;
    }

    private boolean isNamed(int value, String asciiName) {
        int start = slots[value + NAME_START] + 1;
        int length = asciiName.length();
        for (int index = 0; index < length; index++) {
            byte actual = json[start + index];
            if (actual != asciiName.charAt(index)) {
                return actual == '\\' && name(value).equals(asciiName);
            }
        }
        return json[start + length] == '"';
    }

    private String decoded(int start, int end) {
        String text = source(start + 1, end - 1);
        return escapes ? unescaped(text) : text;
    }

    private static String unescaped(String source) {
        int escape = source.indexOf('\\');
        if (escape < 0) {
            return source;
        }
        StringBuilder text = new StringBuilder(source.length());
        int start = 0;
        while (escape >= 0) {
            text.append(source, start, escape);
            char escaped = source.charAt(escape + 1);
            if (escaped == 'u') {
                start = escape + 6;
                text.append((char) Integer.parseInt(source, escape + 2, start, 16));
            } else {
                start = escape + 2;
                text.append(unescaped(escaped));
            }
            escape = source.indexOf('\\', start);
        }
        return text.append(source, start, source.length()).toString();
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    private String source(int start, int end) {
        return new String(json, start, end - start, UTF_8);
    }

    private byte firstByte(int value) {
        return json[slots[value + START]];
    }
}
