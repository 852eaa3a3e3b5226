package dev.orderpipeline.common.deadletter;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.ConsumedRecords;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterWriterTest {

    private final DeadLetterWriter writer = new DeadLetterWriter("orders.dlq", "loaders");

    @Test
    void recordIsKeptUnchanged() {
        ConsumerRecord<byte[], byte[]> source = consumed(7, "no json", Map.of("trace", "abc"));

        ProducerRecord<byte[], byte[]> letter = writer.write(rejected(source, "invalid JSON"));

        assertThat(letter.topic()).isEqualTo("orders.dlq");
        assertThat(letter.partition()).isNull();
        assertThat(letter.timestamp()).isNull();
        assertThat(letter.key()).isEqualTo(source.key());
        assertThat(letter.value()).isEqualTo(source.value());
        assertThat(text(letter, "trace")).isEqualTo("abc");
        assertThat(source.headers()).hasSize(1);
    }

    @Test
    void headersHoldOriginAndError() {
        ProducerRecord<byte[], byte[]> letter =
                writer.write(rejected(consumed(5_000_000_000L, "no json"), "payload.cost is missing"));

        Map<String, Object> headers = new LinkedHashMap<>();
        letter.headers().forEach(header -> headers.put(header.key(), readable(header)));
        assertThat(headers)
                .isEqualTo(Map.ofEntries(
                        Map.entry("kafka_dlt-original-topic", "orders"),
                        Map.entry("kafka_dlt-original-partition", 3),
                        Map.entry("kafka_dlt-original-offset", 5_000_000_000L),
                        Map.entry("kafka_dlt-original-timestamp", ConsumedRecords.TIMESTAMP),
                        Map.entry("kafka_dlt-original-timestamp-type", "CreateTime"),
                        Map.entry("kafka_dlt-original-consumer-group", "loaders"),
                        Map.entry("kafka_dlt-exception-fqcn", RejectedRecordException.class.getName()),
                        Map.entry("kafka_dlt-exception-message", "payload.cost is missing"),
                        Map.entry("pipeline-attempts", "1"),
                        Map.entry("pipeline-error-code", "CONTRACT_VIOLATION"),
                        Map.entry("pipeline-error-message", "payload.cost is missing")));
    }

    @Test
    void headersNameOmittedParts() {
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>(
                "orders",
                0,
                7,
                0,
                TimestampType.CREATE_TIME,
                6_000_000,
                14_000_000,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());

        ProducerRecord<byte[], byte[]> letter = writer.write(rejected(source, "too large"));

        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(text(letter, "pipeline-key-omitted")).isEqualTo("true");
        assertThat(text(letter, "pipeline-value-omitted")).isEqualTo("true");
    }

    @Test
    void headersOfAnEarlierDeadLetterAreReplaced() {
        ConsumerRecord<byte[], byte[]> redriven = consumed(8, "no json");
        writer.write(rejected(consumed(7, "no json"), "first reason")).headers().forEach(redriven.headers()::add);

        ProducerRecord<byte[], byte[]> letter = writer.write(rejected(redriven, "second reason"));

        assertThat(letter.headers())
                .extracting(Header::key)
                .doesNotHaveDuplicates()
                .hasSize(11);
        assertThat(text(letter, "pipeline-attempts")).isEqualTo("2");
        assertThat(text(letter, "pipeline-error-message")).isEqualTo("second reason");
        assertThat(ByteBuffer.wrap(letter.headers()
                                .lastHeader("kafka_dlt-original-offset")
                                .value())
                        .getLong())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "я", "€", "😀", "x😀"})
    void messageIsCutToAKilobyteOfUtf8(String character) {
        String message = character.repeat(2_000);

        byte[] written = writer.write(rejected(consumed(7, "no json"), message))
                .headers()
                .lastHeader("pipeline-error-message")
                .value();

        assertThat(written.length).isBetween(1_020, 1_024);
        assertThat(message).startsWith(new String(written, UTF_8));
    }

    @Test
    void shortMessageIsNotCut() {
        String message = "я".repeat(512);

        assertThat(text(writer.write(rejected(consumed(7, "no json"), message)), "pipeline-error-message"))
                .isEqualTo(message);
    }

    @Test
    void valueCanBeOmitted() {
        ConsumerRecord<byte[], byte[]> source = consumed(7, "far too large");

        ProducerRecord<byte[], byte[]> letter = writer.writeWithoutLargestPart(tooLarge(source));

        assertThat(letter.value()).isNull();
        assertThat(letter.key()).isEqualTo(source.key());
        assertThat(text(letter, "pipeline-value-omitted")).isEqualTo("true");
        assertThat(text(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_BROKER");
    }

    @Test
    void headersLargerThanTheValueAreOmitted() {
        ConsumerRecord<byte[], byte[]> source = consumed(7, "a value", Map.of("trace", "abcdefgh"));

        ProducerRecord<byte[], byte[]> letter = writer.writeWithoutLargestPart(tooLarge(source));

        assertThat(letter.value()).isEqualTo(source.value());
        assertThat(letter.headers().lastHeader("trace")).isNull();
        assertThat(letter.headers().lastHeader("pipeline-value-omitted")).isNull();
        assertThat(text(letter, "pipeline-headers-omitted")).isEqualTo("true");
        assertThat(text(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_BROKER");
    }

    @Test
    void wholeRecordCanBeOmitted() {
        ConsumerRecord<byte[], byte[]> source = consumed(7, "far too large", Map.of("trace", "abc"));

        ProducerRecord<byte[], byte[]> letter =
                writer.writeWithoutRecord(new DeadLetter(source, ErrorCode.REJECTED_BY_BROKER, new Exception("size")));

        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(letter.headers().lastHeader("trace")).isNull();
        assertThat(text(letter, "pipeline-value-omitted")).isEqualTo("true");
        assertThat(text(letter, "pipeline-key-omitted")).isEqualTo("true");
        assertThat(text(letter, "pipeline-error-code")).isEqualTo("REJECTED_BY_BROKER");
        assertThat(text(letter, "kafka_dlt-original-topic")).isEqualTo("orders");
    }

    @Test
    void tombstoneHasNoOmittedValue() {
        ProducerRecord<byte[], byte[]> letter = writer.write(rejected(consumed(7, null), "a tombstone"));

        assertThat(letter.value()).isNull();
        assertThat(letter.headers().lastHeader("pipeline-value-omitted")).isNull();
    }

    @Test
    void causeWithoutMessageIsAccepted() {
        DeadLetter letter = new DeadLetter(consumed(7, "{}"), ErrorCode.REJECTED_BY_DATABASE, new Exception());

        assertThat(text(writer.write(letter), "kafka_dlt-exception-fqcn")).isEqualTo("java.lang.Exception");
    }

    private static DeadLetter tooLarge(ConsumerRecord<byte[], byte[]> source) {
        return new DeadLetter(source, ErrorCode.REJECTED_BY_BROKER, new Exception("size"));
    }

    private static DeadLetter rejected(ConsumerRecord<byte[], byte[]> source, String message) {
        return new DeadLetter(source, new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, message));
    }

    private static String text(ProducerRecord<byte[], byte[]> letter, String header) {
        return new String(letter.headers().lastHeader(header).value(), UTF_8);
    }

    private static Object readable(Header header) {
        return switch (header.key()) {
            case "kafka_dlt-original-partition" ->
                ByteBuffer.wrap(header.value()).getInt();
            case "kafka_dlt-original-offset", "kafka_dlt-original-timestamp" ->
                ByteBuffer.wrap(header.value()).getLong();
            default -> new String(header.value(), UTF_8);
        };
    }
}
