package dev.orderpipeline.common.loop;

import static dev.orderpipeline.common.kafka.TestKafka.incompressible;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.ConsumedRecords;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.Origin;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.tracing.BatchTrace;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class BatchSenderIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int SMALL_TOPIC_BYTES = 4_000;

    private static Workspace workspace;

    private TopicSettings topics;
    private BatchSender sender;

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
        topics = TestKafka.topics(name, name + ".out", false);
        sender = sender(TestKafka.clients(topics, 10));
    }

    @AfterEach
    void closeSender() {
        sender.close();
    }

    @Test
    void messagesKeepOrderAndSourceTimestamp() {
        createTopics(Map.of());
        List<OutgoingMessage> messages = IntStream.range(0, 3_000)
                .mapToObj(number -> message(source(number, "order"), "message-" + number))
                .toList();

        List<DeadLetter> sentLetters = send(messages);

        List<ConsumerRecord<byte[], byte[]>> arrived = messages();
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
    void sourceTimestampOfThePreviousServiceIsKept() {
        createTopics(Map.of());
        ConsumerRecord<byte[], byte[]> source =
                ConsumedRecords.consumed(1, "order", Map.of("pipeline-source-timestamp", "1234"));

        send(List.of(message(source, "message")));

        assertThat(messages()).singleElement().satisfies(record -> assertThat(
                        header(record, "pipeline-source-timestamp"))
                .isEqualTo("1234"));
    }

    @Test
    void deadLettersAreSentToTheirTopic() {
        createTopics(Map.of());
        DeadLetter letter = new DeadLetter(
                source(7, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid JSON"));

        assertThat(sender.send(new BatchResult(List.of(), List.of(letter), 0), BatchTrace.OFF)
                        .deadLetters())
                .containsExactly(letter);

        assertThat(deadLetters()).singleElement().satisfies(record -> {
            assertThat(TestKafka.values(List.of(record))).containsExactly("no json");
            assertThat(header(record, "pipeline-error-code")).isEqualTo("MALFORMED_JSON");
        });
    }

    @Test
    void messageRejectedByTheBrokerBecomesADeadLetter() {
        createTopics(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        List<OutgoingMessage> messages = List.of(
                message(source(1, "order-1"), "message-1"),
                message(source(2, "order-2"), incompressible(2 * SMALL_TOPIC_BYTES)),
                message(source(3, "order-3"), "message-3"));

        List<DeadLetter> sentLetters = send(messages);

        assertThat(sentLetters).singleElement().satisfies(letter -> {
            assertThat(letter.source().offset()).isEqualTo(2);
            assertThat(letter.code()).isEqualTo(ErrorCode.REJECTED_BY_BROKER);
        });
        assertThat(TestKafka.values(messages())).containsExactly("message-1", "message-3");
        assertThat(deadLetters()).singleElement().satisfies(record -> {
            assertThat(TestKafka.values(List.of(record))).containsExactly("order-2");
            assertThat(header(record, "pipeline-error-code")).isEqualTo("REJECTED_BY_BROKER");
        });
    }

    @Test
    void messageTooLargeForTheBufferBecomesADeadLetter() {
        createTopics(Map.of());
        MemoryBudget memory = new MemoryBudget(16 << 20, 0, 1);
        try (BatchSender withSmallBuffer = sender(TestKafka.clients(topics, 10, memory))) {
            List<OutgoingMessage> messages = List.of(
                    message(source(1, "order-1"), "x".repeat(memory.producerBytes() - 4_096)),
                    message(source(2, "order-2"), "x".repeat(memory.producerBytes())),
                    message(source(3, "order-3"), "message-3"));

            assertThat(withSmallBuffer
                            .send(new BatchResult(messages, List.of(), 0), BatchTrace.OFF)
                            .deadLetters())
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.source().offset()).isEqualTo(2);
                        assertThat(letter.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
                        assertThat(letter.cause()).hasMessageContaining("is 1677721 bytes long");
                    });
        }
        assertThat(messages()).hasSize(2);
    }

    @Test
    void rejectedMessagesOfARecordBecomeOneDeadLetter() {
        createTopics(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        ConsumerRecord<byte[], byte[]> source = source(1, "order-1");
        List<OutgoingMessage> messages = List.of(
                message(source, incompressible(2 * SMALL_TOPIC_BYTES)),
                message(source, "message-1"),
                message(source, incompressible(3 * SMALL_TOPIC_BYTES)));

        assertThat(send(messages)).hasSize(1);
        assertThat(deadLetters()).hasSize(1);
    }

    private void createTopics(Map<String, String> destinationConfigs) {
        STACK.kafka().createTopic(topics.destination(), 1, destinationConfigs);
        STACK.kafka().createTopic(topics.deadLetters(), 1);
    }

    private BatchSender sender(KafkaClients clients) {
        return new BatchSender(new RecordSender(clients, topics.source()), topics, clients.maxMessageBytes());
    }

    private List<DeadLetter> send(List<OutgoingMessage> messages) {
        return sender.send(new BatchResult(messages, List.of(), 0), BatchTrace.OFF)
                .deadLetters();
    }

    private List<ConsumerRecord<byte[], byte[]>> messages() {
        return STACK.kafka().readAll(topics.destination());
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return STACK.kafka().readAll(topics.deadLetters());
    }

    private static ConsumerRecord<byte[], byte[]> source(long offset, String value) {
        return ConsumedRecords.consumed(offset, value);
    }

    private static OutgoingMessage message(ConsumerRecord<byte[], byte[]> source, String value) {
        return new OutgoingMessage(Origin.of(source), "key", value.getBytes(UTF_8));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
