package dev.orderpipeline.dds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Hash keys and hashdiffs of the vault: MD5 over UTF-8 text, as a UUID. One component is hashed as it is, so SQL
 * computes a hub's key with {@code md5('…')::uuid}; several are escaped and joined with {@code ||}, so that different
 * components never give the same text. Stored keys depend on it: this must not change.
 *
 * <p>For one thread at a time: made for a batch, which has some twenty keys an order.
 */
final class HashKeys {

    private static final int DEFAULT_BYTES = 512;

    private final MessageDigest md5 = md5();
    /** The text that is hashed, in UTF-8; reused for every key. */
    private byte[] text = new byte[DEFAULT_BYTES];

    private int length;

    /** @param components at least one */
    UUID of(String... components) {
        return of(Arrays.asList(components));
    }

    /** @param components at least one */
    UUID of(List<String> components) {
        if (components.size() == 1) {
            md5.update(components.get(0).getBytes(UTF_8));
        } else {
            length = 0;
            for (int index = 0; index < components.size(); index++) {
                append(components.get(index).getBytes(UTF_8), index > 0);
            }
            md5.update(text, 0, length);
        }
        ByteBuffer digest = ByteBuffer.wrap(md5.digest());
        return new UUID(digest.getLong(), digest.getLong());
    }

    private void append(byte[] component, boolean isSeparated) {
        int needed = length + 2 + 2 * component.length;
        if (needed > text.length) {
            text = Arrays.copyOf(text, 2 * needed);
        }
        byte[] target = text;
        int end = length;
        if (isSeparated) {
            target[end++] = '|';
            target[end++] = '|';
        }
        for (byte unit : component) {
            if (unit == '\\' || unit == '|') {
                target[end++] = '\\';
            }
            target[end++] = unit;
        }
        length = end;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
