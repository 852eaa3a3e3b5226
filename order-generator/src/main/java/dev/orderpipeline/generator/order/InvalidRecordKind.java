package dev.orderpipeline.generator.order;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The kinds of invalid records: each derives one from a valid message with one item. */
public enum InvalidRecordKind {
    EMPTY(ErrorCode.MALFORMED_JSON, always("")),
    CUT_OFF(ErrorCode.MALFORMED_JSON, text(valid -> valid.substring(0, valid.length() / 2))),
    BYTE_ORDER_MARK(ErrorCode.MALFORMED_JSON, text(valid -> "\uFEFF" + valid)),
    NESTED_TOO_DEEP(ErrorCode.MALFORMED_JSON, always("[".repeat(20_000) + "]".repeat(20_000))),
    NOT_UTF_8(ErrorCode.MALFORMED_JSON, InvalidRecordKind::withInvalidByte),

    TOMBSTONE(ErrorCode.CONTRACT_VIOLATION, valid -> null),
    ARRAY(ErrorCode.CONTRACT_VIOLATION, always("[]")),
    NULL(ErrorCode.CONTRACT_VIOLATION, always("null")),
    NUMBER(ErrorCode.CONTRACT_VIOLATION, always("42")),
    NO_OBJECT_TYPE(ErrorCode.CONTRACT_VIOLATION, replace("\"object_type\": \"order\", ", "")),
    OBJECT_ID_IS_TEXT(ErrorCode.CONTRACT_VIOLATION, replace("\"object_id\": (\\d+)", "\"object_id\": \"$1\"")),
    OBJECT_ID_HAS_FRACTION(ErrorCode.CONTRACT_VIOLATION, replace("\"object_id\": (\\d+)", "\"object_id\": $1.0")),
    NO_SENT_DTTM(ErrorCode.CONTRACT_VIOLATION, replace("\"sent_dttm\": \"[^\"]*\", ", "")),
    IMPOSSIBLE_DATE(ErrorCode.CONTRACT_VIOLATION, replace("\"date\": \"[^\"]*\"", "\"date\": \"2023-02-30 12:00:00\"")),
    NO_USER(ErrorCode.CONTRACT_VIOLATION, replace("\"user\": \\{[^}]*}, ", "")),
    BLANK_RESTAURANT(
            ErrorCode.CONTRACT_VIOLATION, replace("\"restaurant\": \\{[^}]*}", "\"restaurant\": {\"id\": \" \"}")),
    NO_ORDER_ITEMS(ErrorCode.CONTRACT_VIOLATION, replace("\"order_items\": \\[[^]]*], ", "")),
    NO_QUANTITY(ErrorCode.CONTRACT_VIOLATION, replace(", \"quantity\": \\d+", "")),
    QUANTITY_IS_ZERO(ErrorCode.CONTRACT_VIOLATION, replace("\"quantity\": \\d+", "\"quantity\": 0")),
    QUANTITY_HAS_FRACTION(ErrorCode.CONTRACT_VIOLATION, replace("\"quantity\": \\d+", "\"quantity\": 1.5")),
    NO_COST(ErrorCode.CONTRACT_VIOLATION, replace("\"cost\": [\\d.]+, ", "")),
    COST_IS_TEXT(ErrorCode.CONTRACT_VIOLATION, replace("\"cost\": ([\\d.]+)", "\"cost\": \"$1\"")),
    COST_IS_TOO_LARGE(ErrorCode.CONTRACT_VIOLATION, replace("\"cost\": [\\d.]+", "\"cost\": 1e1000000000")),
    NO_FINAL_STATUS(ErrorCode.CONTRACT_VIOLATION, replace("\"final_status\": \"CLOSED\"", "\"final_status\": null")),
    NUL_CHARACTER(ErrorCode.CONTRACT_VIOLATION, replace("\"name\": \"", "\"name\": \"\\\\u0000")),
    UNPAIRED_SURROGATE(ErrorCode.CONTRACT_VIOLATION, replace("\"name\": \"", "\"name\": \"\\\\ud83c")),

    OTHER_OBJECT_TYPE(ErrorCode.UNSUPPORTED_OBJECT_TYPE, replace("\"order\"", "\"courier\"")),

    UNKNOWN_RESTAURANT(ErrorCode.REFERENCE_NOT_FOUND, replace(idOf("\"restaurant\": \\{"), unknownId())),
    UNKNOWN_USER(ErrorCode.REFERENCE_NOT_FOUND, replace(idOf("\"user\": \\{"), unknownId())),
    UNKNOWN_MENU_ITEM(ErrorCode.REFERENCE_NOT_FOUND, replace(idOf("\"order_items\": \\[\\{"), unknownId()));

    private final String errorCode;
    private final Function<String, byte @Nullable []> invalidate;

    InvalidRecordKind(String errorCode, Function<String, byte @Nullable []> invalidate) {
        this.errorCode = errorCode;
        this.invalidate = invalidate;
    }

    /** The code of the dead letter that the record must become. */
    public String errorCode() {
        return errorCode;
    }

    /**
     * The value of such a record; {@code null} for a tombstone.
     *
     * @param valid a closed order of at least one item, written in one line with a space after each comma and colon
     * @throws IllegalArgumentException if the message has another format
     */
    public byte @Nullable [] invalidate(String valid) {
        byte[] invalid = invalidate.apply(valid);
        if (Arrays.equals(invalid, valid.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("%s can't be derived from %s".formatted(this, valid));
        }
        return invalid;
    }

    private static Function<String, byte[]> text(UnaryOperator<String> invalidate) {
        return valid -> invalidate.apply(valid).getBytes(StandardCharsets.UTF_8);
    }

    private static Function<String, byte[]> always(String value) {
        return text(valid -> value);
    }

    /** Replaces the first match. */
    private static Function<String, byte[]> replace(String expression, String replacement) {
        return text(valid -> valid.replaceFirst(expression, replacement));
    }

    private static String idOf(String before) {
        return "(" + before + "\"id\": )\"[^\"]*\"";
    }

    /** Generated ids end in a sequence number, which never gets this high. */
    private static String unknownId() {
        return "$1\"ffffffffffffffffffffffff\"";
    }

    /** A byte that UTF-8 never uses, in place of a letter of the status. */
    private static byte[] withInvalidByte(String valid) {
        byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
        int status = valid.substring(0, valid.indexOf("CLOSED")).getBytes(StandardCharsets.UTF_8).length;
        bytes[status] = (byte) 0xFF;
        return bytes;
    }

    private static final class ErrorCode {
        private static final String MALFORMED_JSON = "MALFORMED_JSON";
        private static final String CONTRACT_VIOLATION = "CONTRACT_VIOLATION";
        private static final String UNSUPPORTED_OBJECT_TYPE = "UNSUPPORTED_OBJECT_TYPE";
        private static final String REFERENCE_NOT_FOUND = "REFERENCE_NOT_FOUND";
    }
}
