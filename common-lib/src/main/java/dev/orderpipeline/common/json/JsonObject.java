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
 * A JSON object that is asked for what a message must hold. Every question either gets an answer of the right type
 * or throws a {@link RejectedRecordException} that names the field, what it should be and what it was; nothing is
 * coerced. {@code null} counts as missing.
 */
public final class JsonObject {

    private static final int LONGEST_QUOTE = 80;

    private final JsonTree tree;
    private final int object;

    /** @param object which value of the tree the object is */
    JsonObject(JsonTree tree, int object) {
        this.tree = tree;
        this.object = object;
    }

    /** The object as it came, to the byte. */
    public byte[] bytes() {
        return tree.bytes(object);
    }

    public String text(String name) {
        return requireText(present(name));
    }

    public String nonBlankText(String name) {
        String text = text(name);
        if (WhiteSpace.isBlank(text)) {
            throw wrong(name, "a text that is not blank");
        }
        return text;
    }

    /** A business key: not blank, without surrounding {@linkplain WhiteSpace white space}. */
    public String businessKey(String name) {
        return WhiteSpace.strip(nonBlankText(name));
    }

    public UUID uuid(String name) {
        int value = present(name);
        return parsed(Uuids.tryParse(requireText(value)), value, "a UUID in lower case");
    }

    public long wholeNumber(String name) {
        int value = present(name);
        if (tree.isNumber(value)) {
            try {
                return Long.parseLong(tree.source(value));
            } catch (NumberFormatException e) {
                // not whole or beyond 64 bits, reported below
            }
        }
        throw wrong(value, "a whole number of 64 bits");
    }

    public long positiveNumber(String name) {
        long number = wholeNumber(name);
        if (number < 1) {
            throw wrong(name, "a whole number of at least 1");
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

    /** An array of objects, in its order; it may be empty. */
    public List<JsonObject> objects(String name) {
        int array = array(name);
        List<JsonObject> objects = new ArrayList<>();
        for (int element = tree.first(array); element < tree.next(array); element = tree.next(element)) {
            objects.add(requireObject(element));
        }
        return objects;
    }

    /** Those elements of an array that are objects. */
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

    /** The objects that are this object's values, whatever their names. */
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

    /** A text, or empty where the field is missing, is something else or is blank. */
    public Optional<String> anyText(String name) {
        int value = tree.field(object, name);
        return isMissing(value) || !tree.isText(value)
                ? Optional.empty()
                : Optional.of(tree.text(value)).filter(text -> !WhiteSpace.isBlank(text));
    }

    /** What a field holds, for a message to an operator: not all of it if it is long. */
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

    private String requireText(int value) {
        if (!tree.isText(value)) {
            throw wrong(value, "a text");
        }
        return tree.text(value);
    }

    private LocalDateTime requireTimestamp(int value) {
        return parsed(Timestamps.tryParse(requireText(value)), value, "a timestamp such as 2023-04-08 20:27:36");
    }

    /** Without a lambda that knows the value: the first compiler makes a slow call of making one, for every field. */
    private <T> T parsed(Optional<T> parsed, int value, String whatItShouldBe) {
        if (parsed.isEmpty()) {
            throw wrong(value, whatItShouldBe);
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

    private RejectedRecordException wrong(String name, String whatItShouldBe) {
        return wrong(tree.field(object, name), whatItShouldBe);
    }

    private RejectedRecordException wrong(int value, String whatItShouldBe) {
        return violation("%s must be %s, was %s".formatted(tree.path(value), whatItShouldBe, quote(value)));
    }

    private String quote(int value) {
        String text = describe(value);
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }

    private String describe(int value) {
        if (tree.isObject(value)) {
            return "an object";
        }
        if (tree.isArray(value)) {
            return "an array";
        }
        return tree.isText(value) ? "\"" + tree.text(value) + "\"" : tree.source(value);
    }
}
