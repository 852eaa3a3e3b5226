package dev.orderpipeline.cdm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;

/**
 * The name of what is counted, and the stamp of the menu that it is from. The newest stamp wins, of equal stamps the
 * larger text, compared by code points like PostgreSQL's collation "C".
 */
record CounterName(LocalDateTime menuStamp, String text) implements Comparable<CounterName> {

    private static final Comparator<CounterName> NEWEST_LAST = Comparator.comparing(CounterName::menuStamp)
            .thenComparing(name -> name.text().getBytes(UTF_8), Arrays::compareUnsigned);

    private static final LocalDateTime NO_MENU = LocalDateTime.of(1, 1, 1, 0, 0);

    /**
     * The name that an order gives a counter. Where menus don't name a kind, none has a stamp, so that orders of many
     * restaurants give its counter the same name.
     */
    static CounterName of(CounterKind kind, LocalDateTime menuStamp, String text) {
        return new CounterName(kind.isNamedByMenu() ? menuStamp : NO_MENU, text);
    }

    static CounterName newest(CounterName one, CounterName other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** MD5 of the text, as PostgreSQL's {@code md5(name)::uuid}. */
    UUID hash() {
        try {
            ByteBuffer md5 = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
            return new UUID(md5.getLong(), md5.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(CounterName other) {
        return NEWEST_LAST.compare(this, other);
    }

    /** Hand-written, as in {@link CounterKey}. */
    @Override
    public int hashCode() {
        return 31 * menuStamp.hashCode() + text.hashCode();
    }
}
