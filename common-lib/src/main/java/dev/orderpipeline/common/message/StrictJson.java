package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.deadletter.ErrorCode;
import dev.orderpipeline.common.deadletter.RejectedRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON object from UTF-8 bytes, strictly and without guessing: the encoding must be flawless, nothing may
 * follow the object, no text may hold a NUL or an unpaired surrogate (PostgreSQL stores neither). Of a repeated field
 * the last counts. Numbers stay text until somebody asks for one, so a huge number in a field that nobody reads does
 * no harm.
 */
final class StrictJson {

    /** A JSON number as it was written. */
    record Number(String text, boolean integral) {}

    /** JSON's {@code null}, which maps of the JDK's kind would confuse with a missing field. */
    enum Null {
        NULL
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // All parsers share the table of names: names made to collide would break it for every later message.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final char REPLACEMENT_CHARACTER = '\uFFFD';

    private final String text;
    private final JsonParser parser;
    /** A JSON text in flawless UTF-8 can say what is forbidden only by an escape. */
    private final boolean mayHoldForbidden;

    private JsonPath forbiddenAt;

    private StrictJson(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
        this.mayHoldForbidden = text.contains("\\u");
    }

    /**
     * @param utf8 the bytes, null for a record without a value
     * @throws RejectedRecordException {@link ErrorCode#MALFORMED_JSON} or {@link ErrorCode#CONTRACT_VIOLATION}
     */
    static JsonObject readObject(byte[] utf8) {
        if (utf8 == null) {
            throw violation("the record has no value (a tombstone)");
        }
        String text = decode(utf8);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new StrictJson(text, parser).readDocument();
        } catch (StreamConstraintsException e) {
            throw malformed(e.getOriginalMessage());
        } catch (JacksonException e) {
            throw malformed(e.getOriginalMessage());
        }
    }

    static RejectedRecordException violation(String message) {
        return new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, message);
    }

    private static RejectedRecordException malformed(String message) {
        return new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text: " + message);
    }

    private static String decode(byte[] utf8) {
        String text = new String(utf8, UTF_8);
        // That is what broken bytes become; but somebody may also have meant it.
        if (text.indexOf(REPLACEMENT_CHARACTER) >= 0) {
            requireUtf8(utf8);
        }
        return text;
    }

    private static void requireUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw malformed("the bytes are not UTF-8");
        }
    }

    private JsonObject readDocument() {
        if (parser.nextToken() == null) {
            throw malformed("the value is empty");
        }
        Object document = readValue(null, null);
        if (parser.nextToken() != null) {
            throw malformed("something follows the JSON value");
        }
        if (forbiddenAt != null) {
            throw violation(forbiddenAt + " holds a NUL or an unpaired surrogate");
        }
        if (document instanceof JsonObject object) {
            return object;
        }
        throw violation("the message must be a JSON object");
    }

    /** @param step name or index of the value in its parent, null for the document */
    private Object readValue(JsonPath parent, Object step) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readMembers(new JsonPath(parent, step));
            case START_ARRAY -> readElements(new JsonPath(parent, step));
            case VALUE_STRING -> checked(parser.getString(), parent, step);
            case VALUE_NUMBER_INT -> new Number(parser.getString(), true);
            case VALUE_NUMBER_FLOAT -> new Number(parser.getString(), false);
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> Null.NULL;
        };
    }

    private JsonObject readMembers(JsonPath path) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = checked(parser.currentName(), path, "a field name");
            parser.nextToken();
            members.put(name, readValue(path, name));
        }
        int end = (int) parser.currentLocation().getCharOffset();
        return new JsonObject(path, members, text, start, end);
    }

    private List<Object> readElements(JsonPath path) {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(readValue(path, elements.size()));
        }
        return elements;
    }

    private String checked(String string, JsonPath parent, Object step) {
        if (mayHoldForbidden && forbiddenAt == null && !isStorable(string)) {
            forbiddenAt = new JsonPath(parent, step);
        }
        return string;
    }

    private static boolean isStorable(String string) {
        int position = 0;
        while (position < string.length()) {
            char unit = string.charAt(position);
            if (unit == 0 || Character.isLowSurrogate(unit)) {
                return false;
            }
            if (Character.isHighSurrogate(unit)) {
                position++;
                if (position == string.length() || !Character.isLowSurrogate(string.charAt(position))) {
                    return false;
                }
            }
            position++;
        }
        return true;
    }
}
