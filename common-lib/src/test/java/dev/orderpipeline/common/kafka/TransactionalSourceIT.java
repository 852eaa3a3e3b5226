package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Producers with transactions leave offsets that are no records: markers, and what was aborted. */
class TransactionalSourceIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONG_POLL = Duration.ofMinutes(1);
    private static final GroupMember NOTHING = () -> {};

    private static Workspace workspace;
    private static GroupPositions positions;

    private final Counted counted = new Counted();
    private final List<RecordSource> open = new ArrayList<>();
    private String topic;
    private KafkaClients clients;

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
        topic = workspace.createTopic(test.getTestMethod().orElseThrow().getName(), 2);
        clients = TestKafka.clients(TestKafka.topics(topic, topic + ".out", false), 10);
    }

    @AfterEach
    void closeAll() {
        open.forEach(RecordSource::close);
        clients.close();
    }

    @Test
    void offsetsAfterAbortedRecordsAreCommittedIfIdle() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 3));
        TestKafka.transaction(topic, 0, TestKafka.numbered("aborted", 5), false);
        TestKafka.transaction(topic, 1, TestKafka.numbered("aborted", 5), false);
        RecordSource source = source();

        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 3));
        assertThat(committed(0)).isLessThan(3);
        source.commit();

        awaitNoLag(source);
        assertThat(counted.outOfRange).isZero();
    }

    @Test
    void failedCheckLeavesTheConsumerUsable() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
        KafkaClients unresolved = TestKafka.clients(
                "no-such-host.invalid:9092", TestKafka.topics(topic, topic + ".out", false), 10, Timeouts.DEFAULT);
        try (unresolved;
                CapturedLog log = new CapturedLog(RecordSource.class)) {
            RecordSource source = new RecordSource(
                    clients,
                    topic,
                    counted,
                    Timeouts.OWNERSHIP,
                    new OpenTransactions(unresolved, Duration.ZERO, Duration.ZERO));
            open.add(source);

            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
            assertThat(next(source)).hasSize(5);
            assertThat(source.blocked()).isEmpty();
            source.commit();
            source.commit();

            assertThat(committed(0)).isEqualTo(15);
            assertThat(log.linesOf(RecordSource.class))
                    .extracting(Line::text)
                    .filteredOn(line -> line.startsWith("Partitions assigned"))
                    .hasSize(1);
        }
    }

    @Test
    void markerAfterTheLastRecordIsCommitted() {
        TestKafka.transaction(topic, 0, TestKafka.numbered("a", 3), true);
        RecordSource source = source();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 3));
        source.commit();

        awaitNoLag(source);
    }

    @Test
    void recordsAfterAbortedOnesAreInTheSamePoll() {
        RecordSource source = source();
        eventually().until(() -> {
            source.poll(POLL, NOTHING);
            return positions.committed(topic + ".readers").size() == 2;
        });
        for (int transaction = 0; transaction < 3; transaction++) {
            TestKafka.transaction(topic, 0, TestKafka.numbered("aborted", 25), false);
        }
        TestKafka.send(topic, 0, List.of("a"));

        assertThat(TestKafka.values(source.poll(LONG_POLL, NOTHING))).containsExactly("a");
    }

    @Test
    void abortedRecordsAfterABatchAreCommittedWithIt() {
        TestKafka.send(topic, 0, List.of("a"));
        RecordSource source = source();
        assertThat(next(source)).containsExactly("a");
        TestKafka.transaction(topic, 0, TestKafka.numbered("aborted", 5), false);
        TestKafka.transaction(topic, 1, TestKafka.numbered("aborted", 5), false);
        TestKafka.send(topic, 0, List.of("b"));
        assertThat(next(source)).containsExactly("b");
        assertThat(committed(0)).isZero();

        source.commit();
        assertThat(committed(0)).as("behind a, not behind b").isBetween(1L, 7L);
        source.commit();

        awaitNoLag(source);
    }

    @Test
    void rewindCommitsNothingAfterTheBatch() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 3));
        TestKafka.transaction(topic, 0, TestKafka.numbered("aborted", 5), false);
        RecordSource source = source();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 3));
        assertThat(source.poll(POLL, NOTHING)).isEmpty();

        source.rewind();

        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 3));
        assertThat(committed(0)).isZero();
        source.commit();
        awaitNoLag(source);
    }

    @Test
    void emptyPartitionsHaveACommittedOffsetAtStart() {
        RecordSource source = source();

        eventually().untilAsserted(() -> {
            source.poll(POLL, NOTHING);
            assertThat(positions.committed(topic + ".readers"))
                    .isEqualTo(Map.of(new TopicPartition(topic, 0), 0L, new TopicPartition(topic, 1), 0L));
        });
    }

    @Test
    void unchangedPositionIsNotCommitted() throws Exception {
        RecordSource source = source();
        awaitNoLag(source);
        positions.committed(topic + ".readers");
        TestKafka.removeAllMembers(clients, topic + ".readers");

        // A commit would be refused now, and a warning logged.
        try (CapturedLog log = new CapturedLog()) {
            source.poll(Duration.ZERO, NOTHING);
            assertThat(log.linesOf(RecordSource.class))
                    .extracting(Line::text)
                    .noneMatch(text -> text.contains("before the commit"));
        }
    }

    @Test
    void openTransactionIsReportedUntilItEnds() {
        RecordSource source = TestKafka.watchfulSource(clients, topic, counted);
        open.add(source);
        TestKafka.send(topic, 0, TestKafka.numbered("a", 2));
        assertThat(next(source)).hasSize(2);
        source.commit();
        String place = topic + "-0@2";
        try (CapturedLog log = new CapturedLog();
                Producer<byte[], byte[]> producer =
                        TestKafka.begunTransaction(topic, 0, TestKafka.numbered("open", 3))) {
            TestKafka.send(topic, 0, List.of("behind"));

            eventually().untilAsserted(() -> {
                assertThat(source.poll(POLL, NOTHING)).isEmpty();
                assertThat(source.blocked())
                        .contains("records are held back by an open transaction of another producer: " + place
                                + " up to 6");
            });
            for (int again = 0; again < 5; again++) {
                source.poll(POLL, NOTHING);
            }
            assertThat(log.linesOf(OpenTransactions.class)).singleElement().satisfies(line -> assertThat(line.text())
                    .startsWith(place + ": ")
                    .contains("open transaction", "transaction.timeout.ms", "find-hanging"));

            producer.commitTransaction();

            assertThat(next(source)).isEqualTo(List.of("open-0", "open-1", "open-2", "behind"));
            source.commit();
            eventually().untilAsserted(() -> {
                source.poll(POLL, NOTHING);
                assertThat(source.blocked()).isEmpty();
            });
        }
    }

    @Test
    void endedTransactionsAreNotReported() {
        RecordSource source = TestKafka.watchfulSource(clients, topic, counted);
        open.add(source);
        List<String> taken = new ArrayList<>();
        for (int transaction = 0; transaction < 20; transaction++) {
            TestKafka.transaction(topic, 0, List.of("a"), transaction % 2 == 0);
            taken.addAll(TestKafka.values(source.poll(Duration.ofMillis(50), NOTHING)));
            if (!taken.isEmpty()) {
                source.rewind();
            }
            assertThat(source.blocked()).isEmpty();
        }
    }

    private RecordSource source() {
        RecordSource source = new RecordSource(clients, topic, counted);
        open.add(source);
        return source;
    }

    private static List<String> next(RecordSource source) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        eventually().until(() -> batch.addAll(source.poll(POLL, NOTHING)));
        return TestKafka.values(batch);
    }

    private long committed(int partition) {
        return positions.committed(topic + ".readers").getOrDefault(new TopicPartition(topic, partition), 0L);
    }

    private void awaitNoLag(RecordSource source) {
        eventually().untilAsserted(() -> {
            assertThat(source.poll(POLL, NOTHING)).isEmpty();
            assertThat(positions.committed(topic + ".readers")).isEqualTo(positions.ends(topic));
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .pollInSameThread();
    }

    private static final class Counted implements SourceListener {

        private int outOfRange;

        @Override
        public void lag(TopicPartition partition, long records) {}

        @Override
        public void revoked(TopicPartition partition) {}

        @Override
        public void outOfRange(int partitions) {
            outOfRange += partitions;
        }
    }
}
