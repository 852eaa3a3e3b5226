package dev.orderpipeline.common.json;

import static dev.orderpipeline.common.json.StrictJson.violation;

import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.value.Money;
import dev.orderpipeline.common.value.Timestamps;
import dev.orderpipeline.common.value.Uuids;
import dev.orderpipeline.common.value.WhiteSpace;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Typed access to the fields of a JSON object. A method returns a value of its type or throws a {@link
 * RejectedRecordException} with the field's path, the expected and the actual value; nothing is coerced. {@code null}
 * counts as missing.
 */
public final class JsonObject {

    private static final int MAX_QUOTE_LENGTH = 80;

    private final JsonTree tree;
    private final int object;

    /** @param object index of the object's value in the tree */
    JsonObject(JsonTree tree, int object) {
        this.tree = tree;
        this.object = object;
    }

    /** The object's bytes, unchanged. */
    public byte[] bytes() {
        return tree.bytes(object);
    }

    /** Index of the object's first byte in the text. */
    public int position() {
        return tree.start(object);
    }

    public String string(String name) {
        return requireString(present(name));
    }

    public String nonBlankString(String name) {
        String string = string(name);
        if (WhiteSpace.isBlank(string)) {
            throw wrong(name, "a non-blank string");
        }
        return string;
    }

    /** A business key: not blank, without surrounding {@linkplain WhiteSpace white space}. */
    public String businessKey(String name) {
        return WhiteSpace.strip(nonBlankString(name));
    }

    public UUID uuid(String name) {
        int value = present(name);
        return parsed(Uuids.tryParse(requireString(value)), value, "a UUID in lower case");
    }

    public long integer(String name) {
        int value = present(name);
        if (tree.isNumber(value)) {
            try {
                return Long.parseLong(tree.source(value));
            } catch (NumberFormatException e) {
                // not an integer or out of range, reported below
            }
        }
        throw wrong(value, "a 64-bit integer");
    }

    public long positiveInteger(String name) {
        long number = integer(name);
        if (number < 1) {
            throw wrong(name, "an integer of at least 1");
        }
        return number;
    }

    public BigDecimal money(String name) {
        int value = present(name);
        if (!tree.isNumber(value)) {
            throw wrong(value, "a number");
        }
        return parsed(Money.parse(tree.source(value)), value, "a number of at most 14 digits before the decimal point");
    }

    public LocalDateTime timestamp(String name) {
        return requireTimestamp(present(name));
    }

    public Optional<LocalDateTime> optionalTimestamp(String name) {
        int value = tree.field(object, name);
        return isMissing(value) ? Optional.empty() : Optional.of(requireTimestamp(value));
    }

    public JsonObject object(String name) {
        return requireObject(present(name));
    }

    /** The elements of an array of objects, in order; possibly none. */
    public List<JsonObject> objects(String name) {
        int array = array(name);
        List<JsonObject> objects = new ArrayList<>();
        for (int element = tree.first(array); element < tree.next(array); element = tree.next(element)) {
            objects.add(requireObject(element));
        }
        return objects;
    }

    /** The elements of an array that are objects; others are skipped. */
    public List<JsonObject> objectsAmong(String name) {
        int array = array(name);
        List<JsonObject> objects = new ArrayList<>();
        for (int element = tree.first(array); element < tree.next(array); element = tree.next(element)) {
            if (tree.isObject(element)) {
                objects.add(new JsonObject(tree, element));
            }
        }
        return objects;
    }

    /** The values of this object, which must be objects. The last of duplicate fields wins. */
    public List<JsonObject> memberObjects() {
        Map<String, Integer> lastByName = new LinkedHashMap<>();
        for (int value = tree.first(object); value < tree.next(object); value = tree.next(value)) {
            lastByName.put(tree.name(value), value);
        }
        List<JsonObject> objects = new ArrayList<>(lastByName.size());
        lastByName.forEach((name, value) -> {
            if (isMissing(value)) {
                throw missing(name);
            }
            objects.add(requireObject(value));
        });
        return objects;
    }

    /** A non-blank string; empty if the field is missing, blank or of another type. */
    public Optional<String> findString(String name) {
        int value = tree.field(object, name);
        return isMissing(value) || !tree.isString(value)
                ? Optional.empty()
                : Optional.of(tree.string(value)).filter(string -> !WhiteSpace.isBlank(string));
    }

    /** A field's value for an error message, truncated if it is long. */
    public String quote(String name) {
        return quote(tree.field(object, name));
    }

    private int array(String name) {
        int value = present(name);
        if (!tree.isArray(value)) {
            throw wrong(value, "an array");
        }
        return value;
    }

    private String requireString(int value) {
        if (!tree.isString(value)) {
            throw wrong(value, "a string");
        }
        return tree.string(value);
    }

    private LocalDateTime requireTimestamp(int value) {
        return parsed(Timestamps.tryParse(requireString(value)), value, "a timestamp such as 2023-04-08 20:27:36");
    }

    private <T> T parsed(Optional<T> parsed, int value, String expected) {
        if (parsed.isEmpty()) {
            throw wrong(value, expected);
        }
        return parsed.get();
    }

    private JsonObject requireObject(int value) {
        if (!tree.isObject(value)) {
            throw wrong(value, "an object");
        }
        return new JsonObject(tree, value);
    }

    private int present(String name) {
        int value = tree.field(object, name);
        if (isMissing(value)) {
            throw missing(name);
        }
        return value;
    }

    private boolean isMissing(int value) {
        return value == JsonTree.NONE || tree.isNull(value);
    }

    private RejectedRecordException missing(String name) {
        return violation(tree.path(object, name) + " is missing");
    }

    private RejectedRecordException wrong(String name, String expected) {
        return wrong(tree.field(object, name), expected);
    }

    private RejectedRecordException wrong(int value, String expected) {
        return violation("%s must be %s, was %s".formatted(tree.path(value), expected, quote(value)));
    }

    private String quote(int value) {
        String text = describe(value);
        return text.length() <= MAX_QUOTE_LENGTH ? text : text.substring(0, MAX_QUOTE_LENGTH) + "…";
    }

    private String describe(int value) {
        if (tree.isObject(value)) {
            return "an object";
        }
        if (tree.isArray(value)) {
            return "an array";
        }
        return tree.isString(value) ? "\"" + tree.string(value) + "\"" : tree.source(value);
    }
}
