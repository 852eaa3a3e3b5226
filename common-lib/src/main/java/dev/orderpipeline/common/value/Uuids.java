package dev.orderpipeline.common.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.UUID;

/** UUIDs as {@link UUID#toString} writes them. {@link UUID#fromString} accepts more: upper case, signs, missing digits. */
public final class Uuids {

    private Uuids() {}

    /** @return empty if the text is no UUID in lower case */
    public static Optional<UUID> tryParse(String text) {
        try {
            return Optional.of(UUID.fromString(text))
                    .filter(uuid -> uuid.toString().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text in ASCII. */
    public static byte[] ascii(UUID uuid) {
        return uuid.toString().getBytes(ISO_8859_1);
    }
}
