package dev.orderpipeline.common.kafka;

import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Limits the bytes of the records that a poll returns. {@code max.poll.records} counts records only, and a fetch is
 * limited before it is unpacked: a few kilobytes can hold gigabytes.
 *
 * <p>The record that goes beyond the limit is refused with a {@link SerializationException}. Then the client returns the
 * records before it, and begins the next poll with it. The first record of a poll is never refused, so no poll throws.
 *
 * <p>A key or value too large to be kept is not copied out of the client's buffer: it is null, and its
 * {@linkplain SourceRecords#isValueOmitted size} is known. Used by one thread.
 */
final class PollLimit {

    /** What the client makes of a record besides copies of its bytes. */
    private static final int BYTES_PER_RECORD = 256;

    private final int maxBytes;
    private final int maxKeptBytes;
    private long used;
    private long usedByKey;

    /**
     * @param maxBytes of the records of a poll, unless it is but one
     * @param maxKeptBytes of a key, a value, and the headers of a record
     */
    PollLimit(int maxBytes, int maxKeptBytes) {
        this.maxBytes = maxBytes;
        this.maxKeptBytes = maxKeptBytes;
    }

    /** A poll begins. */
    void reset() {
        used = 0;
        usedByKey = 0;
    }

    Deserializer<byte[]> keys() {
        return new BytesDeserializer((headers, key) -> {
            // That of a record without a value, which has no deserializer called.
            used += usedByKey;
            usedByKey = BYTES_PER_RECORD + key.remaining();
            requireRoomFor(usedByKey);
            return kept(key);
        });
    }

    Deserializer<byte[]> values() {
        return new BytesDeserializer((headers, value) -> {
            long ofHeaders = bytes(headers);
            long bytes = Math.max(usedByKey, BYTES_PER_RECORD) + ofHeaders + value.remaining();
            requireRoomFor(bytes);
            used += bytes;
            usedByKey = 0;
            if (ofHeaders > maxKeptBytes) {
                removeAll(headers);
                return null;
            }
            return kept(value);
        });
    }

    private void requireRoomFor(long bytes) {
        if (used > 0 && used + bytes > maxBytes) {
            throw new PollIsFullException();
        }
    }

    private byte[] kept(ByteBuffer bytes) {
        return bytes.remaining() > maxKeptBytes ? null : Utils.toArray(bytes);
    }

    /** Reading a header's name and value also makes it let go of the record's buffer. */
    private static long bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    private static void removeAll(Headers headers) {
        for (Header header : headers.toArray()) {
            headers.remove(header.key());
        }
    }

    private record BytesDeserializer(BiFunction<Headers, ByteBuffer, byte[]> reader) implements Deserializer<byte[]> {

        @Override
        public byte[] deserialize(String topic, byte[] data) {
            return deserialize(topic, new RecordHeaders(), data == null ? null : ByteBuffer.wrap(data));
        }

        @Override
        public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
            return data == null ? null : reader.apply(headers, data);
        }
    }

    private static final class PollIsFullException extends SerializationException {

        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
