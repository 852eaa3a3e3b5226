package dev.orderpipeline.common.deadletter;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static dev.orderpipeline.common.kafka.TestKafka.incompressible;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.tracing.BatchTrace;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DeadLetterSenderIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int SMALL_TOPIC_BYTES = 4_000;

    private static Workspace workspace;

    private String topic;
    private RecordSender recordSender;
    private DeadLetterSender sender;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @BeforeEach
    void createSender(TestInfo test) {
        String source = workspace.topic(test.getTestMethod().orElseThrow().getName());
        TopicSettings topics = TestKafka.topics(source, source + ".out", false);
        topic = topics.deadLetters();
        recordSender = new RecordSender(TestKafka.clients(topics, 10), source);
        sender = new DeadLetterSender(recordSender, topics);
    }

    @AfterEach
    void closeSender() {
        recordSender.close();
    }

    @Test
    void compactedTopicRejectsKeylessLetterWithRemedy() {
        createTopic(Map.of("cleanup.policy", "compact"));
        RejectedRecordException cause = new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid JSON");
        List<DeadLetter> letters = List.of(
                new DeadLetter(consumed(1, "no json"), cause),
                new DeadLetter(new ConsumerRecord<>("orders", 0, 2, null, "no json".getBytes(UTF_8)), cause));

        assertThatThrownBy(() -> sender.send(letters, BatchTrace.OFF))
                .isInstanceOf(KafkaException.class)
                .satisfies(failure -> assertThat(Reason.of(failure))
                        .contains(topic)
                        .endsWith(
                                "a compacted topic rejects a dead letter without a key: set cleanup.policy=delete on the"
                                        + " topic in KAFKA_DLQ_TOPIC"));
    }

    @Test
    void tooLargeLetterIsSentWithoutItsValue() {
        createTopic(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        DeadLetter large = new DeadLetter(
                consumed(1, incompressible(2 * SMALL_TOPIC_BYTES)),
                new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "payload.cost is missing"));
        DeadLetter small = new DeadLetter(
                consumed(2, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid JSON"));

        sender.send(List.of(large, small), BatchTrace.OFF);

        assertThat(STACK.kafka().readAll(topic))
                .anySatisfy(record -> {
                    assertThat(record.value()).isNull();
                    assertThat(header(record, "pipeline-value-omitted")).isEqualTo("true");
                    assertThat(header(record, "pipeline-error-message")).isEqualTo("payload.cost is missing");
                })
                .anySatisfy(record -> {
                    assertThat(record.value()).isEqualTo("no json".getBytes(UTF_8));
                    assertThat(record.headers().lastHeader("pipeline-value-omitted"))
                            .isNull();
                })
                .hasSize(2);
    }

    @Test
    void letterWithTooLargeHeadersIsSentWithItsValue() {
        createTopic(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        ConsumerRecord<byte[], byte[]> source =
                consumed(7, "{}", Map.of("baggage", incompressible(2 * SMALL_TOPIC_BYTES)));
        DeadLetter large = new DeadLetter(
                source, new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "payload.cost is missing"));

        sender.send(List.of(large), BatchTrace.OFF);

        assertThat(STACK.kafka().readAll(topic)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(source.key());
            assertThat(record.value()).isEqualTo(source.value());
            assertThat(header(record, "pipeline-headers-omitted")).isEqualTo("true");
            assertThat(record.headers().lastHeader("baggage")).isNull();
            assertThat(record.headers().lastHeader("pipeline-value-omitted")).isNull();
        });
    }

    @Test
    void letterTooLargeWithoutValueKeepsItsOrigin() {
        createTopic(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        ConsumerRecord<byte[], byte[]> source = consumed(
                7, incompressible(2 * SMALL_TOPIC_BYTES), Map.of("baggage", incompressible(2 * SMALL_TOPIC_BYTES)));
        DeadLetter large = new DeadLetter(
                source, new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, incompressible(2_000)));

        sender.send(List.of(large), BatchTrace.OFF);

        assertThat(STACK.kafka().readAll(topic)).singleElement().satisfies(record -> {
            assertThat(record.key()).isNull();
            assertThat(record.value()).isNull();
            assertThat(header(record, "pipeline-key-omitted")).isEqualTo("true");
            assertThat(header(record, "pipeline-error-code")).isEqualTo("CONTRACT_VIOLATION");
            assertThat(record.headers().lastHeader("kafka_dlt-original-offset").value())
                    .endsWith(7);
        });
    }

    @Test
    void letterTooLargeWithoutRecordFails() {
        createTopic(Map.of("max.message.bytes", "100"));
        DeadLetter letter = new DeadLetter(
                consumed(7, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid JSON"));

        assertThatThrownBy(() -> sender.send(List.of(letter), BatchTrace.OFF)).isInstanceOf(KafkaException.class);
    }

    private void createTopic(Map<String, String> configs) {
        STACK.kafka().createTopic(topic, 1, configs);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
