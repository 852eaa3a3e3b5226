package dev.orderpipeline.cdm.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The hub keys that a user's id may stand for. */
final class UserKeys {

    private static final Pattern HUB_KEY = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private UserKeys() {}

    /** The id itself if it is a hub key, and that of the user with this id as a business key. */
    static List<UUID> of(String id) {
        UUID ofBusinessKey = md5(id);
        return HUB_KEY.matcher(id).matches() ? List.of(UUID.fromString(id), ofBusinessKey) : List.of(ofBusinessKey);
    }

    /** As in the vault, and as PostgreSQL's {@code md5('…')::uuid}. */
    private static UUID md5(String text) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
