package dev.orderpipeline.common.deadletter;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredDeadLetterTest {

    private final ConsumerRecord<byte[], byte[]> source = consumed(5_000_000_000L, "no json", Map.of("trace", "abc"));

    @Test
    void writtenLetterIsReadBack() {
        StoredDeadLetter letter = StoredDeadLetter.read(stored(source)).orElseThrow();

        assertThat(SourceRecords.place(letter.original())).isEqualTo(SourceRecords.place(source));
        assertThat(letter.original().timestamp()).isEqualTo(source.timestamp());
        assertThat(letter.original().timestampType()).isEqualTo(source.timestampType());
        assertThat(letter.original().key()).isEqualTo(source.key());
        assertThat(letter.original().value()).isEqualTo(source.value());
        assertThat(letter.original().headers().lastHeader("trace").value()).isEqualTo("abc".getBytes(UTF_8));
        assertThat(letter.consumerGroup()).isEqualTo("loaders");
        assertThat(letter.code()).isEqualTo("MALFORMED_JSON");
        assertThat(letter.reason()).isEqualTo("invalid JSON");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.hasValue()).isTrue();
    }

    @Test
    void repeatedLetterKeepsOriginAndCountsAttempts() {
        ConsumerRecord<byte[], byte[]> first =
                StoredDeadLetter.read(stored(source)).orElseThrow().original();

        StoredDeadLetter second = StoredDeadLetter.read(stored(first)).orElseThrow();

        assertThat(SourceRecords.place(second.original())).isEqualTo(SourceRecords.place(source));
        assertThat(second.attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka_dlt-original-topic",
                "kafka_dlt-original-partition",
                "kafka_dlt-original-offset",
                "kafka_dlt-original-timestamp",
                "kafka_dlt-original-timestamp-type",
                "kafka_dlt-original-consumer-group",
                "pipeline-error-code",
                "pipeline-error-message"
            })
    void recordThatLacksAHeaderIsNoDeadLetter(String header) {
        ConsumerRecord<byte[], byte[]> stored = stored(source);
        stored.headers().remove(header);
        assertThat(StoredDeadLetter.read(stored)).isEmpty();

        stored.headers().add(header, null);
        assertThat(StoredDeadLetter.read(stored)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka_dlt-original-partition",
                "kafka_dlt-original-offset",
                "kafka_dlt-original-timestamp",
                "kafka_dlt-original-timestamp-type"
            })
    void recordWithAForeignHeaderIsNoDeadLetter(String header) {
        ConsumerRecord<byte[], byte[]> stored = stored(source);
        stored.headers().remove(header).add(header, "17".getBytes(UTF_8));

        assertThat(StoredDeadLetter.read(stored)).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> stored(ConsumerRecord<byte[], byte[]> source) {
        ProducerRecord<byte[], byte[]> written = new DeadLetterWriter("orders.dlq", "loaders")
                .write(new DeadLetter(source, new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid JSON")));
        return new ConsumerRecord<>(
                written.topic(),
                0,
                1,
                2,
                TimestampType.CREATE_TIME,
                0,
                0,
                written.key(),
                written.value(),
                written.headers(),
                Optional.empty());
    }
}
