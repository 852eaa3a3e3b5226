package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A user of the reference data.
 *
 * @param updated time of the last change, empty if the source has none
 */
public record UserReference(String name, String login, Optional<LocalDateTime> updated) {

    /** @throws RejectedRecordException if the bytes are no valid user */
    public static UserReference parse(byte[] value) {
        JsonObject user = StrictJson.readObject(value);
        return new UserReference(user.string("name"), user.string("login"), user.optionalTimestamp("update_ts_utc"));
    }
}
