package dev.orderpipeline.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;

/**
 * Why bytes are no JSON text, for the operator who reads a dead letter's reason: what is wrong, and the offset of the byte
 * where it is (the first one has offset 0).
 */
final class JsonFault {

    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int REPLACEMENT = 0xFFFD;
    private static final int MAX_CHARACTER_BYTES = 4;

    private JsonFault() {}

    static RejectedRecordException empty() {
        return malformed("the value is empty");
    }

    /**
     * The character at an offset, or the end of the text, is not what JSON allows there.
     *
     * @param place completes the sentence: empty, or for instance " in a text"
     */
    static RejectedRecordException unexpected(byte[] json, int offset, String place) {
        return at(offset, (offset < json.length ? "unexpected " + character(json, offset) : "unexpected end") + place);
    }

    static RejectedRecordException at(int offset, String problem) {
        return malformed(problem + " at byte " + offset);
    }

    private static RejectedRecordException malformed(String problem) {
        return new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text: " + problem);
    }

    private static String character(byte[] json, int offset) {
        int length = Math.min(MAX_CHARACTER_BYTES, json.length - offset);
        int character = new String(json, offset, length, UTF_8).codePointAt(0);
        if (character == REPLACEMENT) {
            return "byte 0x%02X".formatted(json[offset]);
        }
        if (character == BYTE_ORDER_MARK) {
            return "byte order mark";
        }
        return isShown(character)
                ? "character " + Character.toString(character)
                : "character U+%04X".formatted(character);
    }

    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SPACE_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
