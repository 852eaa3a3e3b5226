package dev.orderpipeline.common.message;

import dev.orderpipeline.common.json.JsonObject;
import dev.orderpipeline.common.json.StrictJson;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A user, as the reference data knows it.
 *
 * @param updated when it last changed, empty where the source does not say
 */
public record UserReference(String name, String login, Optional<LocalDateTime> updated) {

    /** @throws RejectedRecordException if the bytes are no user */
    public static UserReference parse(byte[] value) {
        JsonObject user = StrictJson.readObject(value);
        return new UserReference(user.text("name"), user.text("login"), user.optionalTimestamp("update_ts_utc"));
    }
}
