package dev.orderpipeline.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;

/**
 * Why bytes are invalid JSON, as the reason of a dead letter: the problem and its byte offset (from 0).
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
     * JSON does not allow the character, or the end, at an offset.
     *
     * @param place completes the message: empty, or for example " in a string"
     */
    static RejectedRecordException unexpected(byte[] json, int offset, String place) {
        return at(offset, (offset < json.length ? "unexpected " + character(json, offset) : "unexpected end") + place);
    }

    static RejectedRecordException at(int offset, String problem) {
        return malformed(problem + " at byte " + offset);
    }

    private static RejectedRecordException malformed(String problem) {
        return new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid JSON: " + problem);
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
        return isPrintable(character)
                ? "character " + Character.toString(character)
                : "character U+%04X".formatted(character);
    }

    private static boolean isPrintable(int character) {
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
