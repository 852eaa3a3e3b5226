package dev.orderpipeline.testing.hostile;

/** What may stand in a part of a message. */
public enum PartKind {
    /** An object whose unknown fields are ignored. */
    OBJECT,
    /** An object whose fields are objects of one kind, whatever their names. */
    MAP,
    ARRAY,
    /** The value of {@code object_type}, and no other. */
    TYPE,
    /** A whole number of 64 bits. */
    ID,
    /** A whole number of at least 1. */
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
    /** The id of something that the reference data knows; white space around it does no harm. */
    REFERENCE,
    /** In lower case. */
    UUID,
    /** What nobody reads, be it there or not. */
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
