package dev.orderpipeline.testing.hostile;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record for the source topic, with the result that is required.
 *
 * @param what describes the change of the message
 * @param message the valid message, if there is one
 * @param errorCode of the dead letter that is required; empty if it must be processed
 */
public record HostileRecord(
        String what,
        Optional<Part> message,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers,
        Optional<String> errorCode) {

    static HostileRecord valid(String what, Part message, byte[] value) {
        return new HostileRecord(what, Optional.of(message), null, value, List.of(), Optional.empty());
    }

    static HostileRecord rejected(String what, String errorCode, byte @Nullable [] value) {
        return new HostileRecord(what, Optional.empty(), null, value, List.of(), Optional.of(errorCode));
    }

    /** The same with a key and headers. */
    HostileRecord with(byte @Nullable [] otherKey, List<Header> otherHeaders) {
        return new HostileRecord(what, message, otherKey, value, otherHeaders, errorCode);
    }

    public boolean isValid() {
        return errorCode.isEmpty();
    }

    public boolean isRejectedWith(String code) {
        return errorCode.filter(code::equals).isPresent();
    }

    @Override
    public String toString() {
        return what;
    }
}
