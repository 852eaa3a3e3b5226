package dev.orderpipeline.dds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Hash keys and hashdiffs of the vault: MD5 over UTF-8 text, as a UUID. One component is hashed as it is, so SQL
 * computes a hub's key with {@code md5('…')::uuid}; several are escaped and joined with {@code ||}, so that different
 * components never give the same text. Stored keys depend on it: this must not change.
 *
 * <p>For one thread at a time: made for a batch, which has some twenty keys an order.
 */
final class HashKeys {

    private final MessageDigest md5 = md5();

    /** @param components at least one */
    UUID of(String... components) {
        return hash(components.length == 1 ? components[0] : join(components));
    }

    private static String join(String... components) {
        StringBuilder joined = new StringBuilder();
        for (int index = 0; index < components.length; index++) {
            if (index > 0) {
                joined.append("||");
            }
            joined.append(components[index].replace("\\", "\\\\").replace("|", "\\|"));
        }
        return joined.toString();
    }

    private UUID hash(String text) {
        ByteBuffer digest = ByteBuffer.wrap(md5.digest(text.getBytes(UTF_8)));
        return new UUID(digest.getLong(), digest.getLong());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
