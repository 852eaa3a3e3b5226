package dev.orderpipeline.common.kafka;

import static dev.orderpipeline.common.kafka.TestKafka.incompressible;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.kafka.RecordSender.Rejected;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RecordSenderIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int SMALL_TOPIC_BYTES = 4_000;
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final Map<String, String> SMALL_SEGMENTS = Map.of(
            "segment.bytes", Integer.toString(SEGMENT_BYTES), "max.message.bytes", Integer.toString(4 * SEGMENT_BYTES));

    private static Workspace workspace;

    private String topic;
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
        topic = workspace.topic(test.getTestMethod().orElseThrow().getName());
        sender = new RecordSender(TestKafka.clients(TestKafka.topics(topic, topic + ".out", false), 10), topic);
    }

    @AfterEach
    void closeSender() {
        sender.close();
    }

    @Test
    void recordsAreSentInOrder() {
        createTopic(Map.of());

        assertThat(send(TestKafka.numbered("record", 3_000))).isEmpty();

        assertThat(TestKafka.values(STACK.kafka().readAll(topic))).isEqualTo(TestKafka.numbered("record", 3_000));
    }

    @Test
    void recordTooLargeForTheTopicIsRejected() {
        createTopic(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        String large = incompressible(2 * SMALL_TOPIC_BYTES);

        List<Rejected<String>> rejected = send(List.of("record-1", large, "record-3"));

        assertThat(rejected).singleElement().satisfies(one -> {
            assertThat(one.item()).isEqualTo(large);
            assertThat(one.cause()).isInstanceOf(RecordTooLargeException.class);
        });
        assertThat(TestKafka.values(STACK.kafka().readAll(topic))).containsExactly("record-1", "record-3");
    }

    @Test
    void sendAllFailsForARejectedRecord() {
        createTopic(Map.of("max.message.bytes", Integer.toString(SMALL_TOPIC_BYTES)));
        List<String> values = List.of("record-1", incompressible(2 * SMALL_TOPIC_BYTES));

        assertThatThrownBy(() -> sender.sendAll(topic, values, this::toRecord))
                .isInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void recordLargerThanASegmentIsRejected() {
        createTopic(SMALL_SEGMENTS);

        assertThat(send(List.of(incompressible(2 * SEGMENT_BYTES)))).hasSize(1);
    }

    /** The client estimates compression by what it has seen so far, and puts more into a batch than fits. */
    @Test
    void recordsLargerThanASegmentTogetherAreSent() {
        createTopic(SMALL_SEGMENTS);
        String compressible = "x".repeat(10_000);
        for (int time = 0; time < 250; time++) {
            send(List.of(compressible));
        }
        int length = 20_000;
        String text = incompressible(300 * length);
        List<String> values = IntStream.range(0, 300)
                .mapToObj(number -> text.substring(number * length, (number + 1) * length))
                .toList();

        assertThat(send(values)).isEmpty();
        assertThat(STACK.kafka().readAll(topic)).hasSize(250 + 300);
    }

    @Test
    void closedSenderReconnects() {
        createTopic(Map.of());
        send(List.of("first"));
        sender.close();

        send(List.of("second"));

        assertThat(TestKafka.values(STACK.kafka().readAll(topic))).containsExactly("first", "second");
    }

    private void createTopic(Map<String, String> configs) {
        STACK.kafka().createTopic(topic, 1, configs);
    }

    private List<Rejected<String>> send(List<String> values) {
        return sender.send(topic, values, this::toRecord);
    }

    /** The key is longer than the 21 bytes that the client estimates for a record: below it, 4.2 splits a batch without end. */
    private ProducerRecord<byte[], byte[]> toRecord(String value) {
        return new ProducerRecord<>(topic, "a key of 32 bytes, or of some more".getBytes(UTF_8), value.getBytes(UTF_8));
    }
}
