package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RecordSourceIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final GroupMember NOTHING = () -> {};

    private static Workspace workspace;
    private static GroupPositions positions;

    private final Heard heard = new Heard();
    private final List<AutoCloseable> open = new ArrayList<>();
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
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void startsAtTheBeginningAndTakesBatchesInOrder() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
        RecordSource source = source();

        List<String> taken = new ArrayList<>();
        eventually().until(() -> {
            List<ConsumerRecord<byte[], byte[]>> batch = source.poll(POLL, NOTHING);
            assertThat(batch).hasSizeLessThanOrEqualTo(10);
            taken.addAll(TestKafka.values(batch));
            if (!batch.isEmpty()) {
                source.commit();
            }
            return taken.size() >= 25;
        });

        assertThat(taken).isEqualTo(TestKafka.numbered("a", 25));
        assertThat(committed()).isEqualTo(25);
    }

    @Test
    void assignedPartitionsAreLoggedWithTheirOffsets() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        try (RecordSource first = new RecordSource(clients, topic, heard)) {
            assertThat(next(first)).hasSize(5);
            first.commit();
        }

        try (CapturedLog log = new CapturedLog(RecordSource.class)) {
            RecordSource source = source();
            eventually().until(() -> {
                source.poll(POLL, NOTHING);
                return log.linesOf(RecordSource.class).stream()
                        .anyMatch(line -> line.text().contains("Partitions assigned: [" + topic));
            });

            assertThat(log.linesOf(RecordSource.class))
                    .anySatisfy(line -> assertThat(line.text()).contains(topic + "-0@5", topic + "-1@0"));
        }
    }

    @Test
    void batchesInFlightAreCommittedInOrder() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
        RecordSource source = source();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
        assertThat(next(source)).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
        assertThat(committed()).isZero();

        source.commit();
        assertThat(committed()).isEqualTo(10);

        source.commit();
        assertThat(committed()).isEqualTo(15);
    }

    @Test
    void restOfAPartlyCommittedBatchIsPolledAgain() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
        RecordSource source = source();
        List<ConsumerRecord<byte[], byte[]>> first = nextRecords(source);
        assertThat(next(source)).hasSize(10);

        source.commitFirst(first.subList(0, 4));

        assertThat(committed()).isEqualTo(4);
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 14).subList(4, 14));
        source.commit();
        assertThat(committed()).isEqualTo(14);
    }

    @Test
    void rewindReturnsToTheOldestBatchInFlight() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
        RecordSource source = source();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
        source.commit();
        List<String> second = next(source);
        List<String> third = next(source);

        source.rewind();

        assertThat(next(source)).isEqualTo(second).startsWith("a-10");
        assertThat(next(source)).isEqualTo(third).startsWith("a-20");
        assertThat(committed()).isEqualTo(10);
    }

    @Test
    void newConsumerStartsAtTheCommittedOffset() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
        RecordSource first = source();
        assertThat(next(first)).isEqualTo(TestKafka.numbered("a", 10));
        first.commit();
        assertThat(next(first)).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
        first.close();

        assertThat(committed()).isEqualTo(10);
        assertThat(next(source())).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
    }

    @Test
    void rewindBringsTheSameBatchAgain() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
        RecordSource source = source();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));

        source.rewind();

        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
        source.commit();
        assertThat(next(source)).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
    }

    @Test
    void rewindGoesBackInEveryPartitionOfTheBatch() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 3));
        TestKafka.send(topic, 1, TestKafka.numbered("b", 3));
        RecordSource source = source();
        Set<String> taken = new HashSet<>();
        eventually().until(() -> {
            source.rewind();
            taken.clear();
            taken.addAll(TestKafka.values(source.poll(POLL, NOTHING)));
            return taken.size() == 6;
        });

        source.rewind();

        Set<String> again = new HashSet<>();
        eventually().until(() -> {
            handle(source, again);
            return again.size() == 6;
        });
        assertThat(again).isEqualTo(taken);
    }

    @Test
    void waitingTakesNoRecordsAndKeepsThePartitions() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource source = source();
        assertThat(next(source)).hasSize(5);
        heard.events.clear();
        TestKafka.send(topic, 0, List.of("late"));
        source.rewind();

        source.waitPaused(Duration.ofMillis(600), () -> true);

        assertThat(heard.events).isEmpty();
        assertThat(heard.lags).containsEntry(new TopicPartition(topic, 0), 6L);
        assertThat(committed()).isZero();
        assertThat(next(source)).containsExactly("a-0", "a-1", "a-2", "a-3", "a-4", "late");
    }

    /** It takes part in a rebalance, which only a consumer that polls does: its time to the next poll never runs out. */
    @Test
    void pausedConsumerStaysAMemberOfItsGroup() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource waiting = source();
        assertThat(next(waiting)).hasSize(5);
        waiting.rewind();
        Set<String> before = members();
        RecordSource newcomer = source();
        AtomicBoolean joined = new AtomicBoolean();

        CompletableFuture<Void> wait =
                CompletableFuture.runAsync(() -> waiting.waitPaused(Duration.ofMinutes(5), () -> !joined.get()));
        eventually().until(() -> {
            newcomer.poll(POLL, NOTHING);
            return membersWithPartitions() == 2;
        });
        joined.set(true);
        wait.get();

        assertThat(members()).containsAll(before).hasSize(2);
        assertThat(committed()).isZero();
    }

    @Test
    void longBatchChecksItsOwnershipWithTheCoordinator() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource source = open(TestKafka.doubtfulSource(clients, topic, heard));
        assertThat(next(source)).hasSize(5);
        assertThat(source.ownsBatch()).isTrue();

        TestKafka.removeAllMembers(clients, topic + ".readers");

        assertThat(source.ownsBatch()).isFalse();
        source.rewind();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
        assertThat(source.ownsBatch()).isTrue();
        source.commit();
        assertThat(committed()).isEqualTo(5);
    }

    @Test
    void batchWhosePartitionsAreLostInALaterPollIsNotItsOwn() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource source = source();
        assertThat(next(source)).hasSize(5);
        heard.events.clear();

        TestKafka.removeAllMembers(clients, topic + ".readers");
        eventually().until(() -> {
            source.poll(Duration.ZERO, NOTHING);
            return heard.events.contains("gone: " + topic + "-0");
        });

        assertThat(source.ownsBatch()).isFalse();
        source.rewind();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
        assertThat(source.ownsBatch()).isTrue();
        source.commit();
        assertThat(committed()).isEqualTo(5);
    }

    @Test
    void batchInFlightIsCommittedBeforeRevocation() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 10));
        TestKafka.send(topic, 1, TestKafka.numbered("b", 10));
        RecordSource source = source();
        assertThat(next(source)).hasSize(10);
        assertThat(next(source)).hasSize(10);
        RecordSource newcomer = source();
        List<String> finished = new ArrayList<>();

        eventually().until(() -> {
            source.poll(Duration.ZERO, () -> {
                for (int batch = 0; batch < 2; batch++) {
                    assertThat(source.ownsBatch()).isTrue();
                    source.commit();
                }
                finished.add("committed " + committed());
                finished.addAll(heard.events);
            });
            newcomer.poll(POLL, NOTHING);
            return !finished.isEmpty();
        });

        assertThat(finished).containsExactly("committed 20");
        assertThat(heard.events).hasSize(1);
        TestKafka.send(topic, 0, List.of("c"));
        TestKafka.send(topic, 1, List.of("d"));
        List<String> taken = new ArrayList<>();
        eventually().until(() -> {
            handle(source, taken);
            handle(newcomer, taken);
            return committed() == 22;
        });
        assertThat(taken).containsExactlyInAnyOrder("c", "d");
    }

    @Test
    void refusedCommitMakesTheNextBatchDoubtful() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
        RecordSource source = source();
        assertThat(next(source)).hasSize(10);
        assertThat(next(source)).hasSize(5);

        TestKafka.removeAllMembers(clients, topic + ".readers");
        source.commit();

        assertThat(source.ownsBatch()).isFalse();
        source.rewind();
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
        assertThat(source.ownsBatch()).isTrue();
    }

    @Test
    void waitingEndsAtOnceWhenItIsTold() {
        RecordSource source = source();
        source.poll(POLL, NOTHING);
        long start = System.nanoTime();

        source.waitPaused(Duration.ofMinutes(5), () -> false);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void partitionsThatComeWhileWaitingArePausedToo() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource source = source();

        eventually().until(() -> {
            source.waitPaused(POLL, () -> true);
            return heard.lags.size() == 2;
        });

        assertThat(heard.lags).containsEntry(new TopicPartition(topic, 0), 5L);
        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
    }

    @Test
    void outageWhileWaitingLeavesNothingPaused() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource source = source();
        assertThat(next(source)).hasSize(5);
        source.rewind();

        STACK.kafka().freeze();
        try {
            assertThatThrownBy(() -> source.waitPaused(Duration.ofSeconds(1), () -> true))
                    .isInstanceOf(KafkaException.class);
        } finally {
            STACK.kafka().thaw();
        }

        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
    }

    @Test
    void errorOfTheVirtualMachineLosesNothing() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        RecordSource source = source();
        assertThat(next(source)).hasSize(5);

        assertThatThrownBy(() -> source.waitPaused(POLL, () -> {
                    throw new StackOverflowError("too deep");
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
    }

    @Test
    void lagCountsRecordsAfterTheBatch() {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
        RecordSource source = source();

        assertThat(next(source)).hasSize(10);

        assertThat(heard.lags).containsEntry(new TopicPartition(topic, 0), 15L);
    }

    @Test
    void deletedRecordsAreReportedAndTheRestIsRead() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
        RecordSource source = source();
        assertThat(next(source)).hasSize(10);
        source.rewind();
        deleteBefore(12);

        assertThat(next(source)).containsExactly("a-12", "a-13", "a-14");
        assertThat(heard.events).contains("out of range: 1");
    }

    @Test
    void committedOffsetBeyondTheEndIsResetAndReported() throws Exception {
        TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
        commit(1_000);

        assertThat(next(source())).isEqualTo(TestKafka.numbered("a", 5));
        assertThat(heard.events).contains("out of range: 1");
    }

    @Test
    void topicRecreatedWithABatchInFlightIsConsumed() {
        // Every leader has an epoch of its own; those of a new topic begin again.
        STACK.kafka().kill();
        STACK.kafka().start();
        TestKafka.send(topic, 0, TestKafka.numbered("old", 5));
        RecordSource source = source();
        assertThat(next(source)).hasSize(5);

        STACK.kafka().deleteTopics(List.of(topic));
        STACK.kafka().createTopic(topic, 2);
        source.waitPaused(POLL, () -> true);
        source.commit();
        source.waitPaused(POLL, () -> true);
        TestKafka.send(topic, 0, TestKafka.numbered("new", 5));

        assertThat(next(source)).isEqualTo(TestKafka.numbered("new", 5));
    }

    @Test
    void offsetsOfADeletedTopicAreNotCommittedToTheNew() {
        TestKafka.send(topic, 0, TestKafka.numbered("old", 5));
        RecordSource source = source();
        assertThat(next(source)).hasSize(5);

        STACK.kafka().deleteTopics(List.of(topic));
        STACK.kafka().createTopic(topic, 2);
        TestKafka.send(topic, 0, TestKafka.numbered("new", 3));
        assertThat(next(source)).isEqualTo(TestKafka.numbered("new", 3));

        source.commit();
        assertThat(committed()).isZero();

        source.commit();
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void memberThatGetsNoPartitionsHasJoinedToo() {
        List<RecordSource> moreThanPartitions = List.of(source(), source(), source());
        Set<RecordSource> joined = new HashSet<>();

        eventually().until(() -> {
            moreThanPartitions.forEach(source -> source.poll(POLL, new GroupMember() {
                @Override
                public void joined() {
                    joined.add(source);
                }

                @Override
                public void beforeRevocation() {}
            }));
            return joined.containsAll(moreThanPartitions);
        });
    }

    @Test
    void closeLosesAndRepeatsNothing() {
        RecordSource first = source();
        eventually().until(() -> {
            first.poll(POLL, NOTHING);
            return heard.lags.size() == 2;
        });
        RecordSource second = source();
        eventually().until(() -> {
            first.poll(POLL, NOTHING);
            second.poll(POLL, NOTHING);
            return !heard.events.isEmpty();
        });
        TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
        TestKafka.send(topic, 1, TestKafka.numbered("b", 25));
        List<String> byFirst = new ArrayList<>();
        List<String> bySecond = new ArrayList<>();
        eventually().until(() -> {
            handle(first, byFirst);
            handle(second, bySecond);
            return !byFirst.isEmpty() && !bySecond.isEmpty() && committed() == byFirst.size() + bySecond.size();
        });

        first.close();
        TestKafka.send(topic, 0, TestKafka.numbered("c", 5));
        TestKafka.send(topic, 1, TestKafka.numbered("d", 5));

        eventually().until(() -> {
            handle(second, bySecond);
            return committed() == 60;
        });
        List<String> handled = new ArrayList<>(byFirst);
        handled.addAll(bySecond);
        List<String> expected = new ArrayList<>(TestKafka.numbered("a", 25));
        expected.addAll(TestKafka.numbered("b", 25));
        expected.addAll(TestKafka.numbered("c", 5));
        expected.addAll(TestKafka.numbered("d", 5));
        assertThat(handled).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void batchFinishedDuringARebalanceIsCommittedAfterIt() {
        RecordSource source = source();
        eventually().until(() -> {
            source.poll(POLL, NOTHING);
            return heard.lags.size() == 2;
        });
        RecordSource stalled = source();
        eventually().until(() -> {
            source.poll(POLL, NOTHING);
            stalled.poll(POLL, NOTHING);
            return !heard.events.isEmpty();
        });
        // A third one joins. As long as the second does not poll, the rebalance can't end.
        RecordSource newcomer = source();
        newcomer.poll(POLL, NOTHING);
        List<String> handled = new ArrayList<>();
        eventually().until(() -> {
            TestKafka.send(topic, 0, List.of("a"));
            TestKafka.send(topic, 1, List.of("b"));
            handle(source, handled);
            return committed() < handled.size();
        });

        eventually().until(() -> {
            stalled.poll(POLL, NOTHING);
            newcomer.poll(POLL, NOTHING);
            source.poll(POLL, NOTHING);
            return committed() == handled.size();
        });
    }

    /** Kafka's clients look for new partitions every five minutes by default. */
    @Test
    void partitionThatIsAddedIsConsumedWithinAMinute() throws Exception {
        RecordSource source = source();
        eventually().until(() -> {
            source.poll(POLL, NOTHING);
            return heard.lags.size() == 2;
        });

        try (Admin admin = clients.consumerAdmin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        TestKafka.send(topic, 2, List.of("added"));

        List<String> taken = new ArrayList<>();
        eventually().atMost(Duration.ofMinutes(1)).until(() -> {
            handle(source, taken);
            return !taken.isEmpty();
        });
        assertThat(taken).containsExactly("added");
    }

    @Test
    void memberWithAnotherAssignorIsNamedAsTheReason() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                STACK.kafka().bootstrapServers(),
                "group.id",
                topic + ".readers",
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.RangeAssignor");
        try (Consumer<byte[], byte[]> foreign =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            foreign.subscribe(List.of(topic));
            eventually().until(() -> {
                foreign.poll(POLL);
                return !foreign.assignment().isEmpty();
            });
            RecordSource source = source();

            assertThatThrownBy(() -> source.poll(Duration.ofMinutes(1), NOTHING))
                    .isInstanceOf(KafkaException.class)
                    .satisfies(failure -> assertThat(Reason.of(failure))
                            .startsWith("Kafka InconsistentGroupProtocolException: ")
                            .contains("another assignor", "KAFKA_CONSUMER_GROUP"));
        }

        TestKafka.send(topic, 0, List.of("a"));
        assertThat(next(source())).containsExactly("a");
    }

    private RecordSource source() {
        return open(new RecordSource(clients, topic, heard));
    }

    private RecordSource open(RecordSource source) {
        open.add(source);
        return source;
    }

    private List<String> next(RecordSource source) {
        return TestKafka.values(nextRecords(source));
    }

    private List<ConsumerRecord<byte[], byte[]>> nextRecords(RecordSource source) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        eventually().until(() -> records.addAll(source.poll(POLL, NOTHING)));
        return records;
    }

    private static void handle(RecordSource source, Collection<String> handled) {
        List<ConsumerRecord<byte[], byte[]>> batch = source.poll(POLL, NOTHING);
        if (!batch.isEmpty()) {
            handled.addAll(TestKafka.values(batch));
            source.commit();
        }
    }

    private long committed() {
        return positions.of(topic + ".readers", topic).committed();
    }

    private void commit(long offset) throws Exception {
        try (Admin admin = clients.consumerAdmin()) {
            admin.alterConsumerGroupOffsets(
                            topic + ".readers", Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private Set<String> members() throws Exception {
        return describeMembers().stream().map(MemberDescription::consumerId).collect(Collectors.toSet());
    }

    private long membersWithPartitions() throws Exception {
        return describeMembers().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    private Collection<MemberDescription> describeMembers() throws Exception {
        String group = topic + ".readers";
        try (Admin admin = clients.consumerAdmin()) {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members();
        }
    }

    private void deleteBefore(long offset) throws Exception {
        try (Admin admin = clients.consumerAdmin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .pollInSameThread();
    }

    private static final class Heard implements SourceListener {

        final Map<TopicPartition, Long> lags = new ConcurrentHashMap<>();
        final List<String> events = new ArrayList<>();

        @Override
        public void lag(TopicPartition partition, long records) {
            lags.put(partition, records);
        }

        @Override
        public void revoked(TopicPartition partition) {
            events.add("gone: " + partition);
        }

        @Override
        public void outOfRange(int partitions) {
            events.add("out of range: " + partitions);
        }
    }
}
