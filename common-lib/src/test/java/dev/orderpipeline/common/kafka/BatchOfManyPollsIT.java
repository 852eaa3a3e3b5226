package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A heap so small that a poll returns one record, and hundreds of polls make up a batch: rebalances come between them. */
class BatchOfManyPollsIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final MemoryBudget SMALL = new MemoryBudget(8 << 20, 0, 1);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final int BATCH_SIZE = 1_000;
    private static final int PARTITIONS = 2;
    private static final int CHUNK = 4_000;

    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();
    private Workspace workspace;
    private TopicSettings topics;
    private GroupProtocol protocol = GroupProtocol.CLASSIC;
    private int sent;

    @BeforeEach
    void createTopic() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("orders", PARTITIONS);
        topics = TestKafka.topics(workspace.topic("orders"), workspace.topic("out"), false);
    }

    @AfterEach
    void closeWorkspace() {
        otherThread.shutdownNow();
        workspace.close();
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void rebalanceBetweenPollsLosesAndRepeatsNothing(GroupProtocol groupProtocol) throws Exception {
        protocol = groupProtocol;
        List<String> handled = new ArrayList<>();
        try (Replica first = new Replica()) {
            Future<List<String>> others = otherThread.submit(this::joinAndLeave);
            while (!others.isDone()) {
                send();
                do {
                    first.step();
                } while (!first.inHand.isEmpty());
            }
            handled.addAll(others.get());
            await().atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .pollInSameThread()
                    .until(() -> {
                        first.step();
                        return first.handled.size() + handled.size() >= sent;
                    });
            handled.addAll(first.handled);
        }

        assertThat(handled)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, sent).mapToObj(Integer::toString).toList());
    }

    private List<String> joinAndLeave() {
        try (Replica replica = new Replica()) {
            while (replica.handled.size() < BATCH_SIZE) {
                replica.step();
            }
            replica.finish();
            return replica.handled;
        }
    }

    private void send() {
        STACK.kafka()
                .send(IntStream.range(sent, sent + CHUNK)
                        .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                                topics.source(),
                                number % PARTITIONS,
                                null,
                                Integer.toString(number).getBytes(UTF_8)))
                        .toList());
        sent += CHUNK;
    }

    /** Takes the next batch before the one before it is committed, as the loop does. */
    private final class Replica implements AutoCloseable {

        private final RecordSource source = new RecordSource(
                TestKafka.clients(topics, BATCH_SIZE, SMALL, protocol), topics.source(), new Ignored());
        private final List<String> handled = new ArrayList<>();
        private List<ConsumerRecord<byte[], byte[]>> inHand = List.of();

        private void step() {
            List<ConsumerRecord<byte[], byte[]>> next = source.poll(POLL_TIMEOUT, this::finish);
            inHand = finish() ? next : List.of();
        }

        /** Whether the records polled meanwhile may be processed. */
        private boolean finish() {
            List<ConsumerRecord<byte[], byte[]>> batch = inHand;
            inHand = List.of();
            if (batch.isEmpty()) {
                return true;
            }
            if (!source.ownsBatch()) {
                source.rewind();
                return false;
            }
            source.commit();
            handled.addAll(TestKafka.values(batch));
            return true;
        }

        @Override
        public void close() {
            source.close();
        }
    }

    private static final class Ignored implements SourceListener {

        @Override
        public void lag(TopicPartition partition, long records) {}

        @Override
        public void revoked(TopicPartition partition) {}

        @Override
        public void outOfRange(int partitions) {
            throw new AssertionError("nothing is out of range");
        }
    }
}
