package dev.orderpipeline.common.message;

import static dev.orderpipeline.common.message.StrictJson.violation;

import dev.orderpipeline.common.deadletter.RejectedRecordException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A JSON object that is asked for what a message must hold. Every question either gets an answer of the right type
 * or throws a {@link RejectedRecordException} that names the field, what it should be and what it was; nothing is
 * coerced. {@code null} counts as missing.
 */
final class JsonObject {

    private static final int LONGEST_QUOTE = 80;

    private final JsonPath path;
    private final Map<String, Object> members;
    private final String document;
    private final int start;
    private final int end;

    /** @param document the text that holds the object from {@code start} to before {@code end} */
    JsonObject(JsonPath path, Map<String, Object> members, String document, int start, int end) {
        this.path = path;
        this.members = members;
        this.document = document;
        this.start = start;
        this.end = end;
    }

    /** The object as it came, to the character. */
    String source() {
        return document.substring(start, end);
    }

    String text(String name) {
        if (present(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a text");
    }

    String nonBlankText(String name) {
        String text = text(name);
        if (text.isBlank()) {
            throw wrong(name, "a text that is not blank");
        }
        return text;
    }

    /** A business key: not blank, without surrounding white space. */
    String businessKey(String name) {
        return nonBlankText(name).strip();
    }

    UUID uuid(String name) {
        String text = text(name);
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw wrong(name, "a UUID in lower case");
    }

    long wholeNumber(String name) {
        if (present(name) instanceof StrictJson.Number number && number.integral()) {
            try {
                return Long.parseLong(number.text());
            } catch (NumberFormatException e) {
                // beyond 64 bits, reported below
            }
        }
        throw wrong(name, "a whole number of 64 bits");
    }

    long positiveNumber(String name) {
        long number = wholeNumber(name);
        if (number < 1) {
            throw wrong(name, "a whole number of at least 1");
        }
        return number;
    }

    BigDecimal money(String name) {
        if (present(name) instanceof StrictJson.Number number) {
            return Money.parse(number.text())
                    .orElseThrow(() -> wrong(name, "a number of at most 14 digits before the decimal point"));
        }
        throw wrong(name, "a number");
    }

    LocalDateTime timestamp(String name) {
        return optionalTimestamp(name).orElseThrow(() -> missing(name));
    }

    Optional<LocalDateTime> optionalTimestamp(String name) {
        if (isMissing(name)) {
            return Optional.empty();
        }
        Optional<LocalDateTime> timestamp = Timestamps.tryParse(text(name));
        if (timestamp.isEmpty()) {
            throw wrong(name, "a timestamp such as 2023-04-08 20:27:36");
        }
        return timestamp;
    }

    JsonObject object(String name) {
        if (present(name) instanceof JsonObject object) {
            return object;
        }
        throw wrong(name, "an object");
    }

    /** An array of objects, in its order; it may be empty. */
    List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : array(name)) {
            if (!(element instanceof JsonObject object)) {
                throw violation(path.to(name).to(objects.size()) + " must be an object, was " + quote(element));
            }
            objects.add(object);
        }
        return objects;
    }

    /** Those elements of an array that are objects. */
    List<JsonObject> objectsAmong(String name) {
        return array(name).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The objects that are this object's values, whatever their names. */
    List<JsonObject> memberObjects() {
        return members.keySet().stream().map(this::object).toList();
    }

    /** A text, or empty where the field is missing, is something else or is blank. */
    Optional<String> anyText(String name) {
        return members.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private List<?> array(String name) {
        if (present(name) instanceof List<?> elements) {
            return elements;
        }
        throw wrong(name, "an array");
    }

    private boolean isMissing(String name) {
        Object value = members.get(name);
        return value == null || value == StrictJson.Null.NULL;
    }

    private Object present(String name) {
        if (isMissing(name)) {
            throw missing(name);
        }
        return members.get(name);
    }

    private RejectedRecordException missing(String name) {
        return violation(path.to(name) + " is missing");
    }

    private RejectedRecordException wrong(String name, String whatItShouldBe) {
        return violation("%s must be %s, was %s".formatted(path.to(name), whatItShouldBe, quote(members.get(name))));
    }

    static String quote(Object value) {
        String text = describe(value);
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }

    private static String describe(Object value) {
        if (value instanceof JsonObject) {
            return "an object";
        }
        if (value instanceof List<?>) {
            return "an array";
        }
        if (value instanceof StrictJson.Number number) {
            return number.text();
        }
        if (value instanceof String string) {
            return "\"" + string + "\"";
        }
        return value.toString().toLowerCase(Locale.ROOT);
    }
}
