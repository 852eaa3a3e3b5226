package dev.orderpipeline.common.json;

import dev.orderpipeline.common.rejection.RejectedRecordException;

/**
 * Validates a JSON text (RFC 8259) in UTF-8 (RFC 3629) and indexes its values in one pass. It creates neither a string
 * nor an object per value: most of a message is field names and fields that are never read.
 */
final class JsonScanner {

    /** Limit on the depth of nested objects and arrays. */
    static final int MAX_NESTING = 200;

    /** Expected length in bytes of a value that is scanned alone. */
    private static final int NESTED_BYTES = 200;

    /** Returned beyond the last byte: valid nowhere in a JSON text. */
    private static final byte END = 0;

    private static final String IN_A_STRING = " in a string";
    private static final String IN_AN_ESCAPE = " in an escape";

    private final byte[] json;
    private final JsonTree tree;
    private int position;
    private int nesting;
    private int firstForbidden = JsonTree.NONE;

    private JsonScanner(byte[] json, int position, int bytes) {
        this.json = json;
        this.tree = new JsonTree(json, bytes);
        this.position = position;
    }

    /**
     * @throws RejectedRecordException if the bytes are invalid JSON, or contain characters that PostgreSQL cannot store
     */
    static JsonTree scan(byte[] utf8) {
        return new JsonScanner(utf8, 0, utf8.length).document();
    }

    /** As above, for one value of a text. It becomes the root; what follows it is ignored. */
    static JsonTree scanValue(byte[] utf8, int position) {
        JsonScanner scanner = new JsonScanner(utf8, position, NESTED_BYTES);
        scanner.value(JsonTree.NONE, 0);
        return scanner.storable();
    }

    private JsonTree document() {
        skipSpace();
        if (position == json.length) {
            throw JsonFault.empty();
        }
        value(JsonTree.NONE, 0);
        skipSpace();
        if (position < json.length) {
            throw JsonFault.unexpected(json, position, " after the JSON value");
        }
        return storable();
    }

    private JsonTree storable() {
        if (firstForbidden != JsonTree.NONE) {
            throw StrictJson.violation(tree.pathAt(firstForbidden) + " contains a NUL or an unpaired surrogate");
        }
        return tree;
    }

    private void value(int nameStart, int nameEnd) {
        int value = tree.open(nameStart, nameEnd, position);
        switch (current()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
        tree.close(value, position);
    }

    private void object() {
        enter();
        if (current() != '}') {
            do {
                member();
            } while (skipComma());
        }
        leave('}');
    }

    private void member() {
        skipSpace();
        int nameStart = position;
        string();
        int nameEnd = position;
        skipSpace();
        pass(':');
        skipSpace();
        value(nameStart, nameEnd);
    }

    private void array() {
        enter();
        if (current() != ']') {
            do {
                skipSpace();
                value(JsonTree.NONE, 0);
            } while (skipComma());
        }
        leave(']');
    }

    private void enter() {
        if (++nesting > MAX_NESTING) {
            throw JsonFault.at(position, "nested deeper than %d levels".formatted(MAX_NESTING));
        }
        position++;
        skipSpace();
    }

    private void leave(char bracket) {
        pass(bracket);
        nesting--;
    }

    private boolean skipComma() {
        skipSpace();
        if (current() != ',') {
            return false;
        }
        position++;
        return true;
    }

    private void string() {
        pass('"');
        int index = position;
        while (index < json.length) {
            byte unit = json[index];
            if (unit >= ' ' && unit != '"' && unit != '\\') {
                index++;
            } else if (unit == '"') {
                position = index + 1;
                return;
            } else if (unit == '\\') {
                index = afterEscape(index);
            } else if (unit < 0) {
                index = afterCharacter(index);
            } else {
                throw JsonFault.unexpected(json, index, IN_A_STRING);
            }
        }
        throw JsonFault.unexpected(json, index, IN_A_STRING);
    }

    private int afterEscape(int start) {
        tree.addEscapes();
        if (at(start + 1) != 'u') {
            require("\"\\/bfnrt".indexOf(at(start + 1)) >= 0, start + 1, IN_AN_ESCAPE);
            return start + 2;
        }
        char unit = escapedUnit(start);
        int end = start + 6;
        if (Character.isHighSurrogate(unit)
                && at(end) == '\\'
                && at(end + 1) == 'u'
                && Character.isLowSurrogate(escapedUnit(end))) {
            return end + 6;
        }
        // Only an escape can encode these: JSON forbids a literal NUL, UTF-8 a surrogate.
        if (firstForbidden == JsonTree.NONE && (unit == 0 || Character.isSurrogate(unit))) {
            firstForbidden = start;
        }
        return end;
    }

    private char escapedUnit(int start) {
        int unit = 0;
        for (int index = start + 2; index < start + 6; index++) {
            int digit = Character.digit(at(index), 16);
            require(digit >= 0, index, IN_AN_ESCAPE);
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    /** Skips a character of two to four bytes. Overlong encodings and surrogates are invalid. */
    private int afterCharacter(int start) {
        int lead = json[start] & 0xFF;
        int second = at(start + 1) & 0xFF;
        requireContinuation(second, start);
        if (lead >= 0xC2 && lead < 0xE0) {
            return start + 2;
        }
        requireContinuation(at(start + 2), start);
        if (lead < 0xF0) {
            requireUtf8(lead == 0xE0 ? second >= 0xA0 : lead == 0xED ? second < 0xA0 : lead > 0xE0, start);
            return start + 3;
        }
        requireContinuation(at(start + 3), start);
        requireUtf8(lead == 0xF0 ? second >= 0x90 : lead == 0xF4 ? second < 0x90 : lead < 0xF4, start);
        return start + 4;
    }

    private void number() {
        if (current() == '-') {
            position++;
        }
        if (current() == '0') {
            position++;
        } else {
            digits();
        }
        if (current() == '.') {
            position++;
            digits();
        }
        if (current() == 'e' || current() == 'E') {
            position++;
            if (current() == '+' || current() == '-') {
                position++;
            }
            digits();
        }
    }

    private void digits() {
        int start = position;
        while (current() >= '0' && current() <= '9') {
            position++;
        }
        require(position > start, position, "");
    }

    private void literal(String word) {
        for (int index = 0; index < word.length(); index++) {
            pass(word.charAt(index));
        }
    }

    private void skipSpace() {
        while (current() == ' ' || current() == '\n' || current() == '\r' || current() == '\t') {
            position++;
        }
    }

    private void pass(char expected) {
        require(current() == expected, position, "");
        position++;
    }

    private byte current() {
        return at(position);
    }

    private byte at(int index) {
        return index < json.length ? json[index] : END;
    }

    private void require(boolean isJson, int offset, String place) {
        if (!isJson) {
            throw JsonFault.unexpected(json, offset, place);
        }
    }

    private static void requireContinuation(int unit, int start) {
        requireUtf8((unit & 0xC0) == 0x80, start);
    }

    private static void requireUtf8(boolean isUtf8, int offset) {
        if (!isUtf8) {
            throw JsonFault.at(offset, "invalid UTF-8");
        }
    }
}
