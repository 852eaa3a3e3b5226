package dev.orderpipeline.common.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Limits the bytes of the records of a batch, which is made up of several polls. {@code max.poll.records} counts records
 * only, and a fetch is limited before it is unpacked: a few kilobytes can hold gigabytes.
 *
 * <p>The record that exceeds the limit is rejected with a {@link SerializationException}. Then the client returns the
 * records before it, and begins the next poll with it. The first record of a batch is never rejected. A record without key
 * and value has no deserializer called, so it is counted after its poll: see {@link BoundedConsumer}.
 *
 * <p>A key or value too large to be kept is not copied out of the client's buffer: it is null, and its
 * {@linkplain SourceRecords#isValueOmitted size} is known. Of headers too large to be kept the last ones are kept, which
 * those of a dead letter are. Used by one thread.
 */
final class PollLimit {

    /** The client's objects for a record, besides copies of its bytes. */
    private static final int BYTES_PER_RECORD = 256;
    /** The same of a header: an object, and views of its name and value. */
    private static final int BYTES_PER_HEADER = 128;
    /** Several times as much as a dead letter has besides those of its record. */
    private static final int LAST_HEADERS_BYTES = 16 * 1024;

    private final int maxBytes;
    private final int maxKeptBytes;
    /** Bytes of the records before the current one. */
    private long used;

    private boolean full;
    private boolean headersTooLarge;
    /** Of the record whose key or value is read; a record's key and value come with the same object. */
    private @Nullable Headers current;

    private long usedByCurrent;

    /**
     * @param maxBytes of the records of a batch, unless it is but one
     * @param maxKeptBytes of a key, a value, and the headers of a record
     */
    PollLimit(int maxBytes, int maxKeptBytes) {
        this.maxBytes = maxBytes;
        this.maxKeptBytes = maxKeptBytes;
    }

    /** Starts a batch. */
    void reset() {
        current = null;
        usedByCurrent = 0;
        used = 0;
        full = false;
    }

    /** Whether the batch takes no more records. */
    boolean isReached() {
        return full || used >= maxBytes;
    }

    /** Share of the bytes that a batch may have. */
    double fill() {
        return full ? 1 : (double) used / maxBytes;
    }

    Deserializer<byte[]> keys() {
        return new BytesDeserializer(this::read);
    }

    Deserializer<byte[]> values() {
        return new BytesDeserializer(this::read);
    }

    /** To be called after a poll: counts the records that no deserializer was called for, and omits large headers. */
    ConsumerRecords<byte[], byte[]> ended(ConsumerRecords<byte[], byte[]> polled) {
        startRecord(null);
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            if (record.serializedKeySize() < 0 && record.serializedValueSize() < 0) {
                used += BYTES_PER_RECORD + heapBytes(record.headers());
            }
        }
        return headersTooLarge ? withoutLargeHeaders(polled) : polled;
    }

    private byte @Nullable [] read(Headers headers, ByteBuffer keyOrValue) {
        if (headers != current) {
            startRecord(headers);
            requireRoom();
            usedByCurrent = BYTES_PER_RECORD + heapBytes(headers);
        }
        usedByCurrent += keyOrValue.remaining();
        requireRoom();
        return keyOrValue.remaining() > maxKeptBytes ? null : Utils.toArray(keyOrValue);
    }

    private void startRecord(@Nullable Headers headers) {
        used += usedByCurrent;
        current = headers;
        usedByCurrent = 0;
    }

    private void requireRoom() {
        if (used > 0 && (used >= maxBytes || used + usedByCurrent > maxBytes)) {
            full = true;
            throw new PollIsFullException();
        }
    }

    /** Header by header, names and values are copied out of the record's buffer, which is not referred to afterwards. */
    private long heapBytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += heapBytes(header);
        }
        headersTooLarge |= bytes > maxKeptBytes;
        return bytes;
    }

    private static long heapBytes(Header header) {
        return BYTES_PER_HEADER + SourceRecords.bytes(header);
    }

    private ConsumerRecords<byte[], byte[]> withoutLargeHeaders(ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                kept.add(heapBytes(record.headers()) > maxKeptBytes ? withLastHeaders(record) : record);
            }
            records.put(partition, kept);
        }
        headersTooLarge = false;
        return new ConsumerRecords<>(records, polled.nextOffsets());
    }

    private static ConsumerRecord<byte[], byte[]> withLastHeaders(ConsumerRecord<byte[], byte[]> record) {
        Header[] all = record.headers().toArray();
        Deque<Header> last = new ArrayDeque<>();
        int index = all.length - 1;
        long bytes = heapBytes(all[index]);
        while (bytes <= LAST_HEADERS_BYTES) {
            last.addFirst(all[index]);
            index--;
            bytes += heapBytes(all[index]);
        }
        long omitted = 0;
        for (int number = 0; number <= index; number++) {
            omitted += SourceRecords.bytes(all[number]);
        }
        last.addFirst(new OmittedHeaders(index + 1, omitted));
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                new RecordHeaders(last),
                record.leaderEpoch());
    }

    private static final class BytesDeserializer implements Deserializer<byte[]> {

        private final BiFunction<Headers, ByteBuffer, byte @Nullable []> reader;

        private BytesDeserializer(BiFunction<Headers, ByteBuffer, byte @Nullable []> reader) {
            this.reader = reader;
        }

        @Override
        public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
            return deserialize(topic, new RecordHeaders(), data == null ? null : ByteBuffer.wrap(data));
        }

        @Override
        public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
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
