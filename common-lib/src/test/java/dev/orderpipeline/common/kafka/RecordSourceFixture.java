package dev.orderpipeline.common.kafka;

import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.Parameter;

/** Sources of a topic of two partitions, with a group and a listener of its own. A test class may be run with each protocol. */
abstract class RecordSourceFixture {

    static final LocalStack STACK = SharedStack.get();
    static final Duration POLL = Duration.ofMillis(200);
    static final GroupMember NOTHING = () -> {};

    private static Workspace workspace;
    private static GroupPositions positions;

    final RecordingListener listener = new RecordingListener();
    private final List<AutoCloseable> open = new ArrayList<>();

    @Parameter
    GroupProtocol protocol = GroupProtocol.CLASSIC;

    String topic;
    KafkaClients clients;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
        positions = new GroupPositions(STACK.kafka().bootstrapServers());
    }

    @AfterAll
    static void closeWorkspace() {
        positions.close();
        workspace.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) {
        topic = workspace.createTopic(test.getTestMethod().orElseThrow().getName() + protocol, 2);
        clients = TestKafka.clients(TestKafka.topics(topic, topic + ".out", false), 10, protocol);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        clients.close();
    }

    RecordSource source() {
        return open(new RecordSource(clients, topic, listener));
    }

    RecordSource open(RecordSource source) {
        open.add(source);
        return source;
    }

    List<String> next(RecordSource source) {
        return TestKafka.values(nextRecords(source));
    }

    List<ConsumerRecord<byte[], byte[]>> nextRecords(RecordSource source) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        eventually().until(() -> records.addAll(source.poll(POLL, NOTHING)));
        return records;
    }

    static void handle(RecordSource source, Collection<String> handled) {
        List<ConsumerRecord<byte[], byte[]>> batch = source.poll(POLL, NOTHING);
        if (!batch.isEmpty()) {
            handled.addAll(TestKafka.values(batch));
            source.commit();
        }
    }

    long committed() {
        return positions.of(topic + ".readers", topic).committed();
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .pollInSameThread();
    }

    static final class RecordingListener implements SourceListener {

        final Map<TopicPartition, Long> lags = new ConcurrentHashMap<>();
        final List<String> events = new ArrayList<>();

        @Override
        public void lag(TopicPartition partition, long records) {
            lags.put(partition, records);
        }

        @Override
        public void revoked(TopicPartition partition) {
            events.add("revoked: " + partition);
        }

        @Override
        public void outOfRange(int partitions) {
            events.add("out of range: " + partitions);
        }
    }
}
