package dev.orderpipeline.common.json;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object strictly: valid UTF-8, nothing after the object, no NUL or unpaired surrogate in a string
 * (PostgreSQL stores neither). The last of duplicate fields wins. Numbers are parsed when they are read, so a huge
 * number in an unread field is harmless.
 */
public final class StrictJson {

    private StrictJson() {}

    /**
     * @param utf8 the bytes, null for a tombstone; not to be modified while the object is in use
     * @throws RejectedRecordException {@link ErrorCode#MALFORMED_JSON} or {@link ErrorCode#CONTRACT_VIOLATION}
     */
    public static JsonObject readObject(byte @Nullable [] utf8) {
        if (utf8 == null) {
            throw violation("the record has no value (a tombstone)");
        }
        return root(JsonScanner.scan(utf8));
    }

    /**
     * Reads an object that is nested in another; what follows it is ignored.
     *
     * @param utf8 bytes that {@link #readObject} has read; not to be modified while the object is in use
     * @param position of the object, as of {@link JsonObject#position()}
     * @throws RejectedRecordException if the bytes are others, and no object is at the position
     */
    public static JsonObject readNestedObject(byte[] utf8, int position) {
        return root(JsonScanner.scanValue(utf8, position));
    }

    private static JsonObject root(JsonTree tree) {
        if (!tree.isObject(JsonTree.ROOT)) {
            throw violation("the message must be a JSON object");
        }
        return new JsonObject(tree, JsonTree.ROOT);
    }

    static RejectedRecordException violation(String message) {
        return new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, message);
    }
}
