package dev.orderpipeline.common.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/** UUIDs as {@link UUID#toString} writes them. {@link UUID#fromString} accepts more: upper case, signs, missing digits. */
public final class Uuids {

    /** As PostgreSQL sorts them, by unsigned bytes; {@link UUID#compareTo} compares signed numbers. */
    public static final Comparator<UUID> ORDER = (one, other) -> {
        int byFirstHalf = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return byFirstHalf != 0
                ? byFirstHalf
                : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private static final String FORMAT = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    private Uuids() {}

    /** @return empty if the text is no UUID in lower case */
    public static Optional<UUID> tryParse(String text) {
        return isUuid(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static boolean isUuid(String text) {
        if (text.length() != FORMAT.length()) {
            return false;
        }
        for (int index = 0; index < text.length(); index++) {
            char actual = text.charAt(index);
            boolean digit = actual >= '0' && actual <= '9' || actual >= 'a' && actual <= 'f';
            if (FORMAT.charAt(index) == 'x' ? !digit : actual != '-') {
                return false;
            }
        }
        return true;
    }

    /** The text in ASCII. */
    public static byte[] ascii(UUID uuid) {
        return uuid.toString().getBytes(ISO_8859_1);
    }
}
