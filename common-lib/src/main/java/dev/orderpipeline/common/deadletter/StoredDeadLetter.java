package dev.orderpipeline.common.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.kafka.PipelineHeaders;
import dev.orderpipeline.common.kafka.SourceRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.springframework.kafka.support.KafkaHeaders;

/**
 * A record of the dead-letter topic, read back.
 *
 * @param stored as it is in the dead-letter topic
 * @param original as it was in the source topic, with the headers of the dead letter
 * @param consumerGroup the group that failed to process it
 * @param code the name of an error code
 * @param reason the readable reason
 */
public record StoredDeadLetter(
        ConsumerRecord<byte[], byte[]> stored,
        ConsumerRecord<byte[], byte[]> original,
        String consumerGroup,
        String code,
        String reason) {

    /** Empty if the record lacks a header that {@link DeadLetterWriter} sets on every dead letter. */
    public static Optional<StoredDeadLetter> read(ConsumerRecord<byte[], byte[]> stored) {
        try {
            return Optional.of(new StoredDeadLetter(
                    stored,
                    original(stored),
                    text(stored, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP),
                    text(stored, PipelineHeaders.ERROR_CODE),
                    text(stored, PipelineHeaders.ERROR_MESSAGE)));
        } catch (ForeignRecordException e) {
            return Optional.empty();
        }
    }

    /** When it was appended to the dead-letter topic. */
    public Instant time() {
        return Instant.ofEpochMilli(stored.timestamp());
    }

    /** How often its record has become a dead letter. */
    public int attempts() {
        return SourceRecords.attempts(stored);
    }

    /** False for a tombstone, and where the value was too large to be kept: then there is nothing to process. */
    public boolean hasValue() {
        return stored.value() != null;
    }

    /** Whether there is a value to process, and nothing of the letter was omitted for its size. */
    public boolean canBeRedriven() {
        return hasValue() && !SourceRecords.areHeadersOmitted(stored);
    }

    private static ConsumerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> stored) {
        return new ConsumerRecord<>(
                text(stored, KafkaHeaders.DLT_ORIGINAL_TOPIC),
                number(stored, KafkaHeaders.DLT_ORIGINAL_PARTITION, Integer.BYTES)
                        .getInt(),
                number(stored, KafkaHeaders.DLT_ORIGINAL_OFFSET, Long.BYTES).getLong(),
                number(stored, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP, Long.BYTES).getLong(),
                timestampType(text(stored, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE)),
                stored.serializedKeySize(),
                stored.serializedValueSize(),
                stored.key(),
                stored.value(),
                stored.headers(),
                Optional.empty());
    }

    private static TimestampType timestampType(String name) {
        for (TimestampType type : TimestampType.values()) {
            if (type.name.equals(name)) {
                return type;
            }
        }
        throw new ForeignRecordException();
    }

    private static ByteBuffer number(ConsumerRecord<byte[], byte[]> stored, String name, int bytes) {
        byte[] value = header(stored, name);
        if (value.length != bytes) {
            throw new ForeignRecordException();
        }
        return ByteBuffer.wrap(value);
    }

    private static String text(ConsumerRecord<byte[], byte[]> stored, String name) {
        return new String(header(stored, name), UTF_8);
    }

    private static byte[] header(ConsumerRecord<byte[], byte[]> stored, String name) {
        Header header = stored.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new ForeignRecordException();
        }
        return header.value();
    }

    private static final class ForeignRecordException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
