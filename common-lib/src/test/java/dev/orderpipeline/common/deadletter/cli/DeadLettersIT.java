package dev.orderpipeline.common.deadletter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.deadletter.DeadLetterTopic;
import dev.orderpipeline.common.deadletter.DeadLetterWriter;
import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.loop.BatchWriter;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.tracing.Tracing;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.support.TransactionOperations;

/** Redriving and dropping dead letters of a topic on a real broker. */
class DeadLettersIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final Duration RETRY_LIMIT = Duration.ofMinutes(1);
    private static final Duration SHORT_RETRY_LIMIT = Duration.ofSeconds(6);
    private static final int BATCH_SIZE = 4;
    private static final Predicate<StoredDeadLetter> ALL = letter -> true;
    private static final Predicate<StoredDeadLetter> MALFORMED =
            letter -> letter.code().equals("MALFORMED_JSON");

    private static Workspace workspace;

    private final Processor processor = new Processor();
    private TopicSettings topics;
    private DeadLetters letters;
    private int sent;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) {
        String source = workspace.topic(test.getTestMethod().orElseThrow().getName());
        topics = TestKafka.topics(source, source + ".out", false);
        STACK.kafka().createTopic(topics.destination(), 1);
        STACK.kafka().createTopic(topics.deadLetters(), 2);
        letters = deadLetters(BATCH_SIZE);
    }

    @Nested
    class Redrives {

        @Test
        void redrivenRecordIsTheOriginalAndSentOnce() {
            send(letter(7, "order", ErrorCode.REFERENCE_NOT_FOUND));

            assertThat(redrive(ALL)).isEmpty();
            assertThat(redrive(ALL)).isEmpty();

            assertThat(processor.processed).singleElement().satisfies(record -> {
                assertThat(record.topic()).isEqualTo(topics.source());
                assertThat(record.partition()).isEqualTo(3);
                assertThat(record.offset()).isEqualTo(7);
                assertThat(record.timestamp()).isEqualTo(1_007);
                assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
                assertThat(record.key()).asString(UTF_8).isEqualTo("key-7");
                assertThat(header(record, "trace")).isEqualTo("abc");
            });
            assertThat(STACK.kafka().readAll(topics.destination()))
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.value()).asString(UTF_8).isEqualTo("order");
                        assertThat(header(record, "pipeline-source-timestamp")).isEqualTo("1007");
                    });
            assertThat(pending()).isEmpty();
        }

        @Test
        void largeBatchIsRedrivenInParts() {
            processor.fitting = 2;
            send(IntStream.range(0, 5)
                    .mapToObj(offset -> letter(offset, "order-" + offset, ErrorCode.MALFORMED_JSON))
                    .toArray(DeadLetter[]::new));

            assertThat(redrive(MALFORMED)).isEmpty();

            assertThat(processor.values())
                    .containsExactlyInAnyOrder("order-0", "order-1", "order-2", "order-3", "order-4");
            assertThat(pending()).isEmpty();
        }

        @Test
        void failedRedriveKeepsOriginAndCountsAttempts() {
            send(letter(7, "order-7", ErrorCode.REFERENCE_NOT_FOUND), letter(8, "order-8", ErrorCode.MALFORMED_JSON));
            processor.rejected.add("order-7");

            List<ErrorCode> failed = redrive(ALL);

            assertThat(failed).containsExactly(ErrorCode.CONTRACT_VIOLATION);
            assertThat(processor.values()).containsExactly("order-8");
            assertThat(pending()).singleElement().satisfies(letter -> {
                assertThat(letter.attempts()).isEqualTo(2);
                assertThat(letter.code()).isEqualTo("CONTRACT_VIOLATION");
                assertThat(letter.reason()).isEqualTo("still wrong");
                assertThat(letter.original().topic()).isEqualTo(topics.source());
                assertThat(letter.original().partition()).isEqualTo(3);
                assertThat(letter.original().offset()).isEqualTo(7);
                assertThat(letter.original().timestamp()).isEqualTo(1_007);
                assertThat(letter.consumerGroup()).isEqualTo(topics.consumerGroup());
                assertThat(letter.stored().key()).asString(UTF_8).isEqualTo("key-7");
                assertThat(header(letter.stored(), "trace")).isEqualTo("abc");
            });

            redrive(ALL);
            assertThat(pending()).extracting(StoredDeadLetter::attempts).containsExactly(3);
            processor.rejected.clear();
            assertThat(redrive(ALL)).isEmpty();
            assertThat(pending()).isEmpty();
        }

        @Test
        void lettersOfAnotherRedriveAreNotCounted() {
            send(letter(0, "order-0", ErrorCode.MALFORMED_JSON), letter(1, "order-1", ErrorCode.MALFORMED_JSON));
            DeadLetterFilter both = filter(ALL, 2);
            redrive(letter -> letter.original().offset() == 0);

            assertThat(letters.redrive(both).letters()).isEqualTo(1);
            assertThat(letters.drop(both)).isZero();
            assertThat(processor.values()).containsExactly("order-0", "order-1");
        }
    }

    @Nested
    class Selection {

        @Test
        void unselectedLettersStayPendingUnchanged() {
            for (int number = 0; number < 30; number++) {
                ErrorCode code = number % 3 == 0 ? ErrorCode.MALFORMED_JSON : ErrorCode.REFERENCE_NOT_FOUND;
                send(letter(number, "order-" + number, code));
            }
            List<String> others = descriptions(MALFORMED.negate());

            redrive(MALFORMED);

            assertThat(processor.values())
                    .containsExactlyInAnyOrder(
                            "order-0",
                            "order-3",
                            "order-6",
                            "order-9",
                            "order-12",
                            "order-15",
                            "order-18",
                            "order-21",
                            "order-24",
                            "order-27");
            assertThat(descriptions(ALL))
                    .containsExactlyInAnyOrderElementsOf(others)
                    .hasSize(20);

            redrive(ALL);
            assertThat(processor.values()).doesNotHaveDuplicates().hasSize(30);
            assertThat(pending()).isEmpty();
        }

        @Test
        void lettersBehindTheLastSelectedOneAreNotMoved() {
            send(
                    letter(0, "order-0", ErrorCode.MALFORMED_JSON),
                    letter(1, "order-1", ErrorCode.REFERENCE_NOT_FOUND),
                    letter(2, "order-2", ErrorCode.REFERENCE_NOT_FOUND));

            redrive(MALFORMED);

            assertThat(STACK.kafka().readAll(topics.deadLetters())).hasSize(3);
            assertThat(pending()).hasSize(2);
        }

        @Test
        void oldestLettersAreFirstAcrossPartitions() {
            for (int number = 0; number < 12; number++) {
                send(letter(number, "order-" + number, ErrorCode.MALFORMED_JSON));
            }

            letters.redrive(filter(ALL, 5));
            assertThat(processor.values())
                    .containsExactlyInAnyOrder("order-0", "order-1", "order-2", "order-3", "order-4");
            letters.redrive(filter(ALL, 5));
            assertThat(processor.values()).doesNotHaveDuplicates().hasSize(10);
            assertThat(pending())
                    .extracting(letter -> letter.original().offset())
                    .containsExactlyInAnyOrder(10L, 11L);
        }

        @Test
        void foreignDeadLettersAreSkipped() {
            TopicSettings other = new TopicSettings(
                    topics.consumerGroup(),
                    workspace.topic("other"),
                    topics.destination(),
                    topics.deadLetters(),
                    false,
                    Optional.empty(),
                    Optional.empty());
            send(
                    new DeadLetterWriter(topics.deadLetters(), "others"),
                    letter(0, "other group", ErrorCode.MALFORMED_JSON));
            send(letter(other.source(), 1, "other topic", ErrorCode.MALFORMED_JSON));
            TestKafka.send(topics.deadLetters(), 0, List.of("no letter"));
            TestKafka.send(topics.deadLetters(), 1, List.of("no letter"));
            send(letter(2, "ours", ErrorCode.MALFORMED_JSON), letter(3, "ours too", ErrorCode.MALFORMED_JSON));

            redrive(ALL);

            assertThat(processor.values()).containsExactlyInAnyOrder("ours", "ours too");
            assertThat(pending()).isEmpty();
            topics = other;
            letters = deadLetters(BATCH_SIZE);
            assertThat(pending())
                    .extracting(letter -> letter.original().offset())
                    .containsExactly(1L);
        }

        @Test
        void listingChangesNothing() {
            send(letter(0, "order-0", ErrorCode.MALFORMED_JSON));

            filter(ALL, 10);
            filter(ALL, 10);

            assertThat(committed()).isEmpty();
            assertThat(pending()).hasSize(1);
        }

        @Test
        void droppedLettersStayInTheTopicNotPending() {
            send(
                    letter(0, "order-0", ErrorCode.REFERENCE_NOT_FOUND),
                    letter(1, "order-1", ErrorCode.MALFORMED_JSON),
                    letter(2, null, ErrorCode.MALFORMED_JSON));

            letters.drop(filter(MALFORMED, 10));

            assertThat(pending())
                    .extracting(letter -> letter.original().offset())
                    .containsExactly(0L);
            assertThat(processor.processed).isEmpty();
            assertThat(STACK.kafka().readAll(topics.deadLetters()))
                    .extracting(record -> StoredDeadLetter.read(record).orElseThrow())
                    .extracting(letter -> letter.original().offset())
                    .contains(0L, 1L, 2L);
            redrive(ALL);
            assertThat(processor.values()).containsExactly("order-0");
        }

        /** All of a letter but its place in the dead-letter topic. */
        private List<String> descriptions(Predicate<StoredDeadLetter> selected) {
            return pending(selected).stream()
                    .map(letter -> String.join(
                            " ",
                            new String(letter.stored().key(), UTF_8),
                            new String(letter.stored().value(), UTF_8),
                            letter.time().toString(),
                            letter.stored().headers().toString()))
                    .toList();
        }
    }

    @Nested
    class Failures {

        @Test
        void outageIsRetriedForABoundedTime() {
            letters = deadLetters(1);
            send(letter(0, "order-0", ErrorCode.MALFORMED_JSON), letter(1, "order-1", ErrorCode.MALFORMED_JSON));
            processor.failures = 2;
            assertThat(redrive(letter -> letter.original().offset() == 0)).isEmpty();

            letters = deadLetters(1, SHORT_RETRY_LIMIT);
            processor.failures = Integer.MAX_VALUE;
            assertThatThrownBy(() -> redrive(ALL))
                    .isInstanceOf(RetriesExhaustedException.class)
                    .hasMessage("TransientDataAccessResourceException: the database is unreachable");
            assertThat(pending())
                    .extracting(letter -> letter.original().offset())
                    .containsExactly(1L);

            processor.failures = 0;
            redrive(ALL);
            assertThat(processor.values()).containsExactly("order-0", "order-1");
            assertThat(pending()).isEmpty();
        }

        @Test
        void crashBeforeTheCommitReprocessesTheBatch() {
            send(
                    letter(0, "order-0", ErrorCode.MALFORMED_JSON),
                    letter(1, "order-1", ErrorCode.REFERENCE_NOT_FOUND),
                    letter(2, "order-2", ErrorCode.MALFORMED_JSON),
                    letter(3, "order-3", ErrorCode.MALFORMED_JSON));
            processor.rejected.add("order-2");
            redrive(MALFORMED);

            // As after a crash between producing and committing.
            commit(0);
            redrive(ALL);

            assertThat(new HashSet<>(processor.values())).containsExactlyInAnyOrder("order-0", "order-1", "order-3");
            assertThat(pending())
                    .isNotEmpty()
                    .allSatisfy(letter -> assertThat(letter.original().offset()).isEqualTo(2));
        }

        @Test
        void offsetOutOfRangeCountsAsNone() {
            send(letter(0, "order-0", ErrorCode.MALFORMED_JSON));
            commit(1_000);

            assertThat(pending()).hasSize(1);
        }

        @Test
        void missingTopicIsReportedAtOnce() {
            topics = TestKafka.topics(topics.source() + ".other", topics.destination(), false);
            letters = deadLetters(BATCH_SIZE);

            assertThatThrownBy(() -> pending())
                    .isInstanceOf(MissingTopicException.class)
                    .hasMessageContaining(topics.deadLetters());
        }
    }

    @Nested
    class LargeLetters {

        @Test
        void letterTooLargeForTheHeapIsNotRedriven() {
            send(
                    letter(0, "x".repeat(900_000), ErrorCode.CONTRACT_VIOLATION),
                    letter(1, "order-1", ErrorCode.MALFORMED_JSON),
                    letter(2, "order-2", ErrorCode.MALFORMED_JSON));
            letters = deadLettersInSmallHeap();

            assertThat(pending())
                    .hasSize(3)
                    .filteredOn(letter -> !letter.hasValue())
                    .hasSize(1);
            assertThatThrownBy(() -> redrive(MALFORMED))
                    .isInstanceOf(RetriesExhaustedException.class)
                    .hasMessageContaining(topics.deadLetters() + "-0@0 is ")
                    .hasMessageContaining("-Xmx");
            assertThat(pending()).hasSizeGreaterThanOrEqualTo(2);

            letters = deadLetters(BATCH_SIZE);
            assertThat(redrive(MALFORMED)).isEmpty();
            assertThat(pending())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.stored().value()).hasSize(900_000));
        }

        @Test
        void letterWithTooLargeHeadersIsNotRedriven() {
            DeadLetter large = letter(0, "order-0", ErrorCode.CONTRACT_VIOLATION);
            large.source().headers().add("large", new byte[900_000]);
            send(large, letter(1, "order-1", ErrorCode.MALFORMED_JSON), letter(2, "order-2", ErrorCode.MALFORMED_JSON));
            letters = deadLettersInSmallHeap();

            assertThat(pending()).hasSize(3);
            assertThat(pending())
                    .filteredOn(letter -> !letter.canBeRedriven())
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.original().offset()).isZero();
                        assertThat(letter.code()).isEqualTo("CONTRACT_VIOLATION");
                        assertThat(letter.stored().value()).isEqualTo("order-0".getBytes(UTF_8));
                    });
            assertThatThrownBy(() -> redrive(MALFORMED))
                    .isInstanceOf(RetriesExhaustedException.class)
                    .hasMessageContaining(topics.deadLetters() + "-0@0 is ")
                    .hasMessageContaining("-Xmx");

            letters = deadLetters(BATCH_SIZE);
            assertThat(redrive(MALFORMED)).isEmpty();
            assertThat(pending()).singleElement().satisfies(letter -> assertThat(
                            letter.stored().headers().lastHeader("large").value())
                    .hasSize(900_000));
        }

        private DeadLetters deadLettersInSmallHeap() {
            MemoryBudget small = new MemoryBudget(8 << 20, 0, 1);
            return new DeadLetters(
                    TestKafka.clients(topics, BATCH_SIZE, small),
                    topics,
                    () -> {},
                    new BatchWriter<>(processor, TransactionOperations.withoutTransaction(), small),
                    new BoundedRetry(RETRY_LIMIT),
                    Tracing.OFF);
        }
    }

    private DeadLetters deadLetters(int batchSize) {
        return deadLetters(batchSize, RETRY_LIMIT);
    }

    private DeadLetters deadLetters(int batchSize, Duration retryLimit) {
        return new DeadLetters(
                clients(batchSize),
                topics,
                () -> {},
                new BatchWriter<>(processor, TransactionOperations.withoutTransaction(), MemoryBudget.ofThisProcess(1)),
                new BoundedRetry(retryLimit),
                Tracing.OFF);
    }

    private KafkaClients clients(int batchSize) {
        return TestKafka.clients(topics, batchSize);
    }

    private DeadLetterFilter filter(Predicate<StoredDeadLetter> selected, int limit) {
        DeadLetterFilter filter = new DeadLetterFilter(limit);
        letters.forEach(selected, filter::add);
        return filter;
    }

    private List<ErrorCode> redrive(Predicate<StoredDeadLetter> selected) {
        return letters.redrive(filter(selected, Integer.MAX_VALUE)).failed();
    }

    private List<StoredDeadLetter> pending() {
        return pending(ALL);
    }

    private List<StoredDeadLetter> pending(Predicate<StoredDeadLetter> selected) {
        List<StoredDeadLetter> pending = new ArrayList<>();
        letters.forEach(selected, pending::add);
        return pending;
    }

    private void send(DeadLetter... deadLetters) {
        send(new DeadLetterWriter(topics.deadLetters(), topics.consumerGroup()), deadLetters);
    }

    /** To the two partitions in turn, each letter a millisecond after the one before. */
    private void send(DeadLetterWriter writer, DeadLetter... deadLetters) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (DeadLetter letter : deadLetters) {
            ProducerRecord<byte[], byte[]> record = writer.write(letter);
            int partition = sent % 2;
            records.add(new ProducerRecord<>(
                    record.topic(), partition, 1_000_000L + sent, record.key(), record.value(), record.headers()));
            sent++;
        }
        STACK.kafka().send(records);
    }

    private DeadLetter letter(long offset, String value, ErrorCode code) {
        return letter(topics.source(), offset, value, code);
    }

    private static DeadLetter letter(String topic, long offset, String value, ErrorCode code) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", "abc".getBytes(UTF_8));
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>(
                topic,
                3,
                offset,
                1_000 + offset,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                ("key-" + offset).getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8),
                headers,
                Optional.empty());
        return new DeadLetter(source, new RejectedRecordException(code, "wrong"));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        return admin(admin -> admin.listConsumerGroupOffsets(DeadLetterTopic.group(topics))
                .partitionsToOffsetAndMetadata()
                .get());
    }

    private void commit(long offset) {
        admin(admin -> admin.alterConsumerGroupOffsets(
                        DeadLetterTopic.group(topics),
                        Map.of(
                                new TopicPartition(topics.deadLetters(), 0), new OffsetAndMetadata(offset),
                                new TopicPartition(topics.deadLetters(), 1), new OffsetAndMetadata(offset)))
                .all()
                .get());
    }

    private interface AdminCall<T> {
        T make(Admin admin) throws Exception;
    }

    private static <T> T admin(AdminCall<T> call) {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, STACK.kafka().bootstrapServers()))) {
            return call.make(admin);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Produces what it consumes. Of a real database, these tests would need no more than its outage. */
    private static final class Processor implements BatchProcessor<String> {

        private final List<ConsumerRecord<byte[], byte[]>> processed = new ArrayList<>();
        private final Set<String> rejected = new HashSet<>();
        private int failures;
        /** Letters that fit into a batch. */
        private int fitting = Integer.MAX_VALUE;

        @Override
        public String parse(byte[] value) {
            String text = new String(value, UTF_8);
            if (rejected.contains(text)) {
                throw new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "still wrong");
            }
            return text;
        }

        @Override
        public PreparedBatch prepare(List<Received<String>> batch) {
            return () -> process(batch);
        }

        private BatchResult process(List<Received<String>> batch) {
            if (failures > 0) {
                failures--;
                throw new TransientDataAccessResourceException("the database is unreachable");
            }
            if (batch.size() > fitting) {
                throw new BatchTooLargeException(fitting);
            }
            batch.forEach(received -> processed.add(received.origin().record()));
            List<OutgoingMessage> messages = batch.stream()
                    .map(received -> new OutgoingMessage(
                            received.origin(), "key", received.message().getBytes(UTF_8)))
                    .toList();
            return new BatchResult(messages, List.of(), batch.size());
        }

        private List<String> values() {
            return TestKafka.values(processed);
        }
    }
}
