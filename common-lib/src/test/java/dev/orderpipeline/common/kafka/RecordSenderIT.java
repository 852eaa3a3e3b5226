package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.ConsumedRecords;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RecordSenderIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final int SMALL_TOPIC_BYTES = 4_000;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final Map<String, String> SMALL_SEGMENTS = Map.of(
            "segment.bytes", Integer.toString(SEGMENT_BYTES), "max.message.bytes", Integer.toString(4 * SEGMENT_BYTES));

    private static Workspace workspace;

    private String destination;
    private String deadLetters;
    private RecordSender sender;

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
        String name = workspace.topic(test.getTestMethod().orElseThrow().getName());
        TopicSettings topics = TestKafka.topics(name, name + ".out", false);
        destination = topics.destination();
        deadLetters = topics.deadLetters();
        sender = new RecordSender(TestKafka.clients(topics, 10), topics);
    }

    @AfterEach
    void closeSender() {
        sender.close();
    }

    @Test
    void messagesArriveInTheirOrderWithTheTimestampOfTheirSource() {
        createTopics(Map.of(), Map.of());
        List<OutgoingMessage> messages = IntStream.range(0, 3_000)
                .mapToObj(number -> message(source(number, "order"), "message-" + number))
                .toList();

        List<DeadLetter> sentLetters = sender.send(messages, List.of());

        List<ConsumerRecord<byte[], byte[]>> arrived = STACK.kafka().readAll(destination);
        assertThat(TestKafka.values(arrived)).isEqualTo(TestKafka.numbered("message", 3_000));
        assertThat(arrived).allSatisfy(record -> {
            assertThat(record.key()).isEqualTo("key".getBytes(UTF_8));
            assertThat(record.timestamp()).isGreaterThan(ConsumedRecords.TIMESTAMP);
        });
        assertThat(header(arrived.get(42), "pipeline-source-timestamp"))
                .isEqualTo(Long.toString(ConsumedRecords.TIMESTAMP));
        assertThat(sentLetters).isEmpty();
    }

    @Test
    void timestampOfAnEarlierServiceIsHandedOn() {
        createTopics(Map.of(), Map.of());
        ConsumerRecord<byte[], byte[]> source =
                ConsumedRecords.consumed(1, "order", Map.of("pipeline-source-timestamp", "1234"));

        sender.send(List.of(message(source, "message")), List.of());

        assertThat(STACK.kafka().readAll(destination)).singleElement().satisfies(record -> assertThat(
                        header(record, "pipeline-source-timestamp"))
                .isEqualTo("1234"));
    }

    @Test
    void deadLettersAreSent() {
        createTopics(Map.of(), Map.of());
        DeadLetter letter = new DeadLetter(
                source(7, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text"));

        assertThat(sender.send(List.of(), List.of(letter))).containsExactly(letter);

        assertThat(STACK.kafka().readAll(deadLetters)).singleElement().satisfies(record -> {
            assertThat(TestKafka.values(List.of(record))).containsExactly("no json");
            assertThat(header(record, "pipeline-error-code")).isEqualTo("MALFORMED_JSON");
        });
    }

    @Test
    void deadLetterWithoutAKeyInACompactedTopicWaitsWithTheTopicsVariableAndTheRemedy() {
        createTopics(Map.of(), Map.of("cleanup.policy", "compact"));
        RejectedRecordException cause = new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text");
        List<DeadLetter> letters = List.of(
                new DeadLetter(source(1, "no json"), cause),
                new DeadLetter(new ConsumerRecord<>("orders", 0, 2, null, "no json".getBytes(UTF_8)), cause));

        assertThatThrownBy(() -> sender.send(List.of(), letters))
                .isInstanceOf(KafkaException.class)
                .satisfies(failure -> assertThat(Reason.of(failure))
                        .contains(deadLetters)
                        .endsWith(
                                "a compacted topic takes no dead letter without a key: set cleanup.policy=delete for the"
                                        + " topic that is set in KAFKA_DLQ_TOPIC"));
    }

    @Test
    void messageThatTheBrokerRefusesForItsSizeBecomesADeadLetter() {
        createTopics(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)), Map.of());
        List<OutgoingMessage> messages = List.of(
                message(source(1, "order-1"), "message-1"),
                message(source(2, "order-2"), incompressible(2 * SMALL_TOPIC_BYTES)),
                message(source(3, "order-3"), "message-3"));

        List<DeadLetter> sentLetters = sender.send(messages, List.of());

        assertThat(sentLetters).singleElement().satisfies(letter -> {
            assertThat(letter.source().offset()).isEqualTo(2);
            assertThat(letter.code()).isEqualTo(ErrorCode.REJECTED_BY_BROKER);
        });
        assertThat(TestKafka.values(STACK.kafka().readAll(destination))).containsExactly("message-1", "message-3");
        assertThat(STACK.kafka().readAll(deadLetters)).singleElement().satisfies(record -> {
            assertThat(TestKafka.values(List.of(record))).containsExactly("order-2");
            assertThat(header(record, "pipeline-error-code")).isEqualTo("REJECTED_BY_BROKER");
        });
    }

    @Test
    void messageThatDoesNotFitIntoTheProducersBufferIsNotTheBrokersFault() {
        createTopics(Map.of(), Map.of());
        TopicSettings topics = TestKafka.topics(deadLetters.replace(".dlq", ""), destination, false);
        MemoryBudget memory = new MemoryBudget(16 << 20, 1);
        try (RecordSender withSmallBuffer = new RecordSender(TestKafka.clients(topics, 10, memory), topics)) {
            List<OutgoingMessage> messages = List.of(
                    message(source(1, "order-1"), "x".repeat(memory.producerBytes() - 4_096)),
                    message(source(2, "order-2"), "x".repeat(memory.producerBytes())),
                    message(source(3, "order-3"), "message-3"));

            assertThat(withSmallBuffer.send(messages, List.of()))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.source().offset()).isEqualTo(2);
                        assertThat(letter.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
                        assertThat(letter.cause()).hasMessageContaining("is 1677721 bytes long");
                    });
        }
        assertThat(STACK.kafka().readAll(destination)).hasSize(2);
    }

    @Test
    void messageThatIsLargerThanASegmentBecomesADeadLetter() {
        createTopics(SMALL_SEGMENTS, Map.of());

        List<DeadLetter> sentLetters =
                sender.send(List.of(message(source(1, "order-1"), incompressible(2 * SEGMENT_BYTES))), List.of());

        assertThat(sentLetters).extracting(DeadLetter::code).containsExactly(ErrorCode.REJECTED_BY_BROKER);
    }

    /** The client reckons with the compression that it has seen so far, and puts more into a batch than it should. */
    @Test
    void messagesThatAreLargerThanASegmentOnlyTogetherAreSent() {
        createTopics(SMALL_SEGMENTS, Map.of());
        String compressible = "x".repeat(10_000);
        for (int time = 0; time < 250; time++) {
            sender.send(List.of(message(source(1, "order-1"), compressible)), List.of());
        }
        int length = 20_000;
        String text = incompressible(300 * length);
        List<OutgoingMessage> messages = IntStream.range(0, 300)
                .mapToObj(
                        number -> message(source(2, "order-2"), text.substring(number * length, (number + 1) * length)))
                .toList();

        assertThat(sender.send(messages, List.of())).isEmpty();
        assertThat(STACK.kafka().readAll(destination)).hasSize(250 + 300);
    }

    @Test
    void ofOneRecordThereIsOneDeadLetterHoweverManyOfItsMessagesAreRefused() {
        createTopics(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)), Map.of());
        ConsumerRecord<byte[], byte[]> source = source(1, "order-1");
        List<OutgoingMessage> messages = List.of(
                message(source, incompressible(2 * SMALL_TOPIC_BYTES)),
                message(source, "message-1"),
                message(source, incompressible(3 * SMALL_TOPIC_BYTES)));

        assertThat(sender.send(messages, List.of())).hasSize(1);
        assertThat(STACK.kafka().readAll(deadLetters)).hasSize(1);
    }

    @Test
    void deadLetterThatIsTooLargeIsSentWithoutItsValue() {
        createTopics(Map.of(), Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        DeadLetter large = new DeadLetter(
                source(1, incompressible(2 * SMALL_TOPIC_BYTES)),
                new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "payload.cost is missing"));
        DeadLetter small = new DeadLetter(
                source(2, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text"));

        assertThat(sender.send(List.of(), List.of(large, small))).containsExactly(large, small);

        assertThat(STACK.kafka().readAll(deadLetters))
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
    void deadLetterWhoseHeadersAreTooLargeIsSentWithItsValue() {
        createTopics(Map.of(), Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        ConsumerRecord<byte[], byte[]> source =
                ConsumedRecords.consumed(7, "{}", Map.of("baggage", incompressible(2 * SMALL_TOPIC_BYTES)));
        DeadLetter large = new DeadLetter(
                source, new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "payload.cost is missing"));

        assertThat(sender.send(List.of(), List.of(large))).containsExactly(large);

        assertThat(STACK.kafka().readAll(deadLetters)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(source.key());
            assertThat(record.value()).isEqualTo(source.value());
            assertThat(header(record, "pipeline-headers-omitted")).isEqualTo("true");
            assertThat(record.headers().lastHeader("baggage")).isNull();
            assertThat(record.headers().lastHeader("pipeline-value-omitted")).isNull();
        });
    }

    @Test
    void deadLetterThatIsTooLargeEvenSoStillSaysWhereItsRecordIs() {
        createTopics(Map.of(), Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        ConsumerRecord<byte[], byte[]> source = ConsumedRecords.consumed(
                7, incompressible(2 * SMALL_TOPIC_BYTES), Map.of("baggage", incompressible(2 * SMALL_TOPIC_BYTES)));
        DeadLetter large = new DeadLetter(
                source, new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, incompressible(2_000)));

        assertThat(sender.send(List.of(), List.of(large))).containsExactly(large);

        assertThat(STACK.kafka().readAll(deadLetters)).singleElement().satisfies(record -> {
            assertThat(record.key()).isNull();
            assertThat(record.value()).isNull();
            assertThat(header(record, "pipeline-key-omitted")).isEqualTo("true");
            assertThat(header(record, "pipeline-error-code")).isEqualTo("CONTRACT_VIOLATION");
            assertThat(record.headers().lastHeader("kafka_dlt-original-offset").value())
                    .endsWith(7);
        });
    }

    @Test
    void deadLetterThatDoesNotEvenFitAloneIsNotLost() {
        createTopics(Map.of(), Map.of("max.message.bytes", "100"));
        DeadLetter letter = new DeadLetter(
                source(7, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "not a JSON text"));

        assertThatThrownBy(() -> sender.send(List.of(), List.of(letter))).isInstanceOf(KafkaException.class);
    }

    @Test
    void closedSenderConnectsAgain() {
        createTopics(Map.of(), Map.of());
        sender.send(List.of(message(source(1, "order"), "first")), List.of());
        sender.close();

        sender.send(List.of(message(source(2, "order"), "second")), List.of());

        assertThat(TestKafka.values(STACK.kafka().readAll(destination))).containsExactly("first", "second");
    }

    private void createTopics(Map<String, String> destinationConfigs, Map<String, String> deadLetterConfigs) {
        STACK.kafka().createTopic(destination, 1, destinationConfigs);
        STACK.kafka().createTopic(deadLetters, 1, deadLetterConfigs);
    }

    private static ConsumerRecord<byte[], byte[]> source(long offset, String value) {
        return ConsumedRecords.consumed(offset, value);
    }

    private static OutgoingMessage message(ConsumerRecord<byte[], byte[]> source, String value) {
        return new OutgoingMessage(Origin.of(source), "key", value.getBytes(UTF_8));
    }

    private static String incompressible(int characters) {
        return new Random(1)
                .ints(characters, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
