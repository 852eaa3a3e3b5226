package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.spi.LoggingEventBuilder;

/** Properties of a consumed record. */
public final class SourceRecords {

    private static final int MAX_ATTEMPTS = Integer.MAX_VALUE - 1;

    private SourceRecords() {}

    /**
     * When the order entered the pipeline, in epoch milliseconds: the header of the previous service, or the
     * record's own timestamp at the beginning of the pipeline.
     */
    public static long sourceTimestamp(ConsumerRecord<byte[], byte[]> consumed) {
        return count(consumed, PipelineHeaders.SOURCE_TIMESTAMP).orElse(consumed.timestamp());
    }

    /** How often the record has become a dead letter so far; 0 for one that never did. */
    public static int attempts(ConsumerRecord<byte[], byte[]> consumed) {
        return (int) Math.min(count(consumed, PipelineHeaders.ATTEMPTS).orElse(0), MAX_ATTEMPTS);
    }

    /** Topic, partition and offset, as an operator needs them to skip a record. */
    public static String place(ConsumerRecord<byte[], byte[]> consumed) {
        return "%s-%d@%d".formatted(consumed.topic(), consumed.partition(), consumed.offset());
    }

    /** Adds the place to a log line, as fields of a structured log. */
    public static LoggingEventBuilder place(ConsumerRecord<byte[], byte[]> consumed, LoggingEventBuilder line) {
        return line.addKeyValue("topic", consumed.topic())
                .addKeyValue("partition", consumed.partition())
                .addKeyValue("offset", consumed.offset());
    }

    /** Whether the record has a value that was too large to be kept. */
    public static boolean isValueOmitted(ConsumerRecord<byte[], byte[]> consumed) {
        return consumed.value() == null && consumed.serializedValueSize() > 0;
    }

    /** Whether the record has a key that was too large to be kept. */
    public static boolean isKeyOmitted(ConsumerRecord<byte[], byte[]> consumed) {
        return consumed.key() == null && consumed.serializedKeySize() > 0;
    }

    /** Whether the record has headers that were too large to be kept. */
    public static boolean areHeadersOmitted(ConsumerRecord<byte[], byte[]> consumed) {
        return omittedHeaders(consumed).isPresent();
    }

    /** How many headers the record has, omitted ones too. */
    public static int headerCount(ConsumerRecord<byte[], byte[]> consumed) {
        int listed = consumed.headers().toArray().length;
        return omittedHeaders(consumed)
                .map(omitted -> listed - 1 + omitted.count())
                .orElse(listed);
    }

    /** The bytes of key, value and headers, as the topic holds them; of what is omitted too. */
    public static long bytes(ConsumerRecord<byte[], byte[]> consumed) {
        return Math.max(0, consumed.serializedKeySize())
                + (long) Math.max(0, consumed.serializedValueSize())
                + headerBytes(consumed);
    }

    /** The bytes of the headers alone. */
    public static long headerBytes(ConsumerRecord<byte[], byte[]> consumed) {
        long bytes = 0;
        for (Header header : consumed.headers()) {
            bytes += bytes(header);
        }
        return bytes;
    }

    /** The bytes of name and value. */
    static long bytes(Header header) {
        if (header instanceof OmittedHeaders omitted) {
            return omitted.bytes();
        }
        return header.key().length() + (long) (header.value() == null ? 0 : header.value().length);
    }

    private static Optional<OmittedHeaders> omittedHeaders(ConsumerRecord<byte[], byte[]> consumed) {
        for (Header header : consumed.headers()) {
            if (header instanceof OmittedHeaders omitted) {
                return Optional.of(omitted);
            }
        }
        return Optional.empty();
    }

    /** A header that is a number from 0 on; empty if there is none, or if it is not from the pipeline. */
    private static OptionalLong count(ConsumerRecord<byte[], byte[]> consumed, String name) {
        Header header = consumed.headers().lastHeader(name);
        if (header != null && header.value() != null) {
            try {
                long number = Long.parseLong(new String(header.value(), UTF_8));
                if (number >= 0) {
                    return OptionalLong.of(number);
                }
            } catch (NumberFormatException e) {
                // Not from the pipeline.
            }
        }
        return OptionalLong.empty();
    }
}
