package dev.orderpipeline.testing.hostile;

/** The kinds of parts of a message, by the values that they may have. */
public enum PartKind {
    /** An object whose unknown fields are ignored. */
    OBJECT,
    /** An object whose fields are objects of one kind, whatever their names. */
    MAP,
    ARRAY,
    /** The value of {@code object_type}, and no other. */
    TYPE,
    /** A 64-bit integer. */
    ID,
    /** An integer of at least 1. */
    COUNT,
    /** A decimal number that is rounded to five places and has 14 digits before them at most. */
    MONEY,
    TIMESTAMP,
    OPTIONAL_TIMESTAMP,
    TEXT,
    /** A text that is not blank. */
    NON_BLANK,
    /** A text that is not blank and that no other message has. */
    KEY,
    /** An id in the reference data; white space around it is stripped. */
    REFERENCE,
    /** In lower case. */
    UUID,
    /** A part that no service reads. */
    UNREAD;

    boolean isText() {
        return switch (this) {
            case TYPE, TIMESTAMP, OPTIONAL_TIMESTAMP, TEXT, NON_BLANK, KEY, REFERENCE, UUID -> true;
            default -> false;
        };
    }

    boolean isRequired() {
        return this != OPTIONAL_TIMESTAMP && this != UNREAD;
    }
}
