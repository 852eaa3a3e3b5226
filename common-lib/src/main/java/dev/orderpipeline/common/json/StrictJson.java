package dev.orderpipeline.common.json;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;

/**
 * Reads one JSON object from UTF-8 bytes, strictly and without guessing: the encoding must be flawless, nothing may
 * follow the object, no text may hold a NUL or an unpaired surrogate (PostgreSQL stores neither). Of a repeated field
 * the last counts. Numbers stay text until somebody asks for one, so a huge number in a field that nobody reads does
 * no harm.
 */
public final class StrictJson {

    private StrictJson() {}

    /**
     * @param utf8 the bytes, null for a record without a value; the object reads from them whenever it is asked
     * @throws RejectedRecordException {@link ErrorCode#MALFORMED_JSON} or {@link ErrorCode#CONTRACT_VIOLATION}
     */
    public static JsonObject readObject(byte[] utf8) {
        if (utf8 == null) {
            throw violation("the record has no value (a tombstone)");
        }
        JsonTree tree = JsonScanner.scan(utf8);
        if (!tree.isObject(JsonTree.ROOT)) {
            throw violation("the message must be a JSON object");
        }
        return new JsonObject(tree, JsonTree.ROOT);
    }

    static RejectedRecordException violation(String message) {
        return new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, message);
    }
}
