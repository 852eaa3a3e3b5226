package dev.orderpipeline.common.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.kafka.PipelineHeaders;
import dev.orderpipeline.common.kafka.SourceRecords;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaHeaders;

/**
 * Turns dead letters into records of the dead-letter topic: bytes, key and headers as they came, and headers in the
 * format of Spring Kafka's {@code DeadLetterPublishingRecoverer} with the record's origin and the error.
 * There is no stack trace, so that a dead letter is hardly larger than its record.
 */
public final class DeadLetterWriter {

    private static final int MAX_MESSAGE_BYTES = 1_024;
    private static final byte[] TRUE = "true".getBytes(UTF_8);

    private final String topic;
    private final String consumerGroup;

    public DeadLetterWriter(String topic, String consumerGroup) {
        this.topic = topic;
        this.consumerGroup = consumerGroup;
    }

    public String topic() {
        return topic;
    }

    public ProducerRecord<byte[], byte[]> write(DeadLetter deadLetter) {
        ConsumerRecord<byte[], byte[]> source = deadLetter.source();
        Headers headers = described(deadLetter, source.headers());
        if (SourceRecords.isValueOmitted(source)) {
            replace(headers, PipelineHeaders.VALUE_OMITTED, TRUE);
        }
        if (SourceRecords.isKeyOmitted(source)) {
            replace(headers, PipelineHeaders.KEY_OMITTED, TRUE);
        }
        return record(source.key(), source.value(), headers);
    }

    /** For a dead letter that is too large for its topic: without the value, or without the headers if these are larger. */
    public ProducerRecord<byte[], byte[]> writeWithoutLargestPart(DeadLetter deadLetter) {
        ConsumerRecord<byte[], byte[]> source = deadLetter.source();
        if (SourceRecords.headerBytes(source) > (source.value() == null ? 0 : source.value().length)) {
            Headers own = described(deadLetter, new RecordHeaders());
            replace(own, PipelineHeaders.HEADERS_OMITTED, TRUE);
            return record(source.key(), source.value(), own);
        }
        Headers headers = described(deadLetter, source.headers());
        replace(headers, PipelineHeaders.VALUE_OMITTED, TRUE);
        return record(source.key(), null, headers);
    }

    /** For one that is still too large: only the record's origin and the error. */
    public ProducerRecord<byte[], byte[]> writeWithoutRecord(DeadLetter deadLetter) {
        Headers headers = described(deadLetter, new RecordHeaders());
        replace(headers, PipelineHeaders.VALUE_OMITTED, TRUE);
        replace(headers, PipelineHeaders.KEY_OMITTED, TRUE);
        return record(null, null, headers);
    }

    private ProducerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    private Headers described(DeadLetter deadLetter, Headers recordHeaders) {
        ConsumerRecord<byte[], byte[]> source = deadLetter.source();
        byte[] message = message(deadLetter.cause());
        Headers headers = new RecordHeaders(recordHeaders.toArray());
        replace(headers, KafkaHeaders.DLT_ORIGINAL_TOPIC, source.topic().getBytes(UTF_8));
        replace(headers, KafkaHeaders.DLT_ORIGINAL_PARTITION, bytes(source.partition()));
        replace(headers, KafkaHeaders.DLT_ORIGINAL_OFFSET, bytes(source.offset()));
        replace(headers, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP, bytes(source.timestamp()));
        replace(
                headers,
                KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE,
                source.timestampType().toString().getBytes(UTF_8));
        replace(headers, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP, consumerGroup.getBytes(UTF_8));
        replace(
                headers,
                KafkaHeaders.DLT_EXCEPTION_FQCN,
                deadLetter.cause().getClass().getName().getBytes(UTF_8));
        replace(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE, message);
        replace(
                headers,
                PipelineHeaders.ATTEMPTS,
                Integer.toString(SourceRecords.attempts(source) + 1).getBytes(UTF_8));
        replace(headers, PipelineHeaders.ERROR_CODE, deadLetter.code().name().getBytes(UTF_8));
        replace(headers, PipelineHeaders.ERROR_MESSAGE, message);
        return headers;
    }

    private static void replace(Headers headers, String name, byte[] value) {
        headers.remove(name).add(name, value);
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] message(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        byte[] utf8 = message.getBytes(UTF_8);
        int length = message.length();
        while (utf8.length > MAX_MESSAGE_BYTES) {
            length = Math.min(length - 1, MAX_MESSAGE_BYTES);
            if (Character.isHighSurrogate(message.charAt(length - 1))) {
                length--;
            }
            utf8 = message.substring(0, length).getBytes(UTF_8);
        }
        return utf8;
    }
}
