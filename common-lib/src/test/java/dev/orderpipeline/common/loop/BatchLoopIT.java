package dev.orderpipeline.common.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.health.Dependency;
import dev.orderpipeline.common.health.DependencyChecks;
import dev.orderpipeline.common.health.HealthController;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.support.TransactionTemplate;

class BatchLoopIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final int BATCH_SIZE = 10;

    private static Workspace workspace;
    private static DataSource dataSource;
    private static GroupPositions positions;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final LoopStatus status = new LoopStatus(System::nanoTime);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger processEnds = new AtomicInteger();
    private volatile Runnable preparation = () -> {};
    private volatile boolean outdated;
    private final PipelineMetrics metrics = new PipelineMetrics(meters, Clock.systemUTC());
    private String topic;
    private KafkaClients clients;
    private NumberTable processor;
    private BatchLoop loop;
    private LoopLifecycle lifecycle;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
        dataSource = STACK.postgres().dataSource(workspace.database());
        new JdbcTemplate(dataSource).execute("CREATE TABLE numbers (number int PRIMARY KEY)");
        positions = new GroupPositions(STACK.kafka().bootstrapServers());
    }

    @AfterAll
    static void closeWorkspace() {
        positions.close();
        workspace.close();
    }

    @BeforeEach
    void createLoop(TestInfo test) {
        createLoop(test.getTestMethod().orElseThrow().getName(), 1);
    }

    private void createLoop(String name, int partitions) {
        topic = workspace.createTopic(name, partitions);
        STACK.kafka().createTopic(topic + ".out", 1);
        STACK.kafka().createTopic(topic + ".dlq", 1);
        processor = new NumberTable(new JdbcTemplate(dataSource));
        clients = TestKafka.clients(topics(), BATCH_SIZE);
        createLoop(new RecordSource(clients, topic, metrics));
    }

    private void createLoop(RecordSource source) {
        loop = loop(source, processor, status);
        lifecycle = lifecycle(loop);
    }

    private BatchLoop loop(RecordSource source, NumberTable numbers, LoopStatus loopStatus) {
        return new BatchLoop(
                new Preparation() {
                    @Override
                    public void run() {
                        preparation.run();
                    }

                    @Override
                    public boolean isOutdated() {
                        return outdated;
                    }
                },
                source,
                new BatchWriter<>(
                        numbers,
                        new TransactionTemplate(new JdbcTransactionManager(dataSource)),
                        MemoryBudget.ofThisProcess(1)),
                new BatchSender(new RecordSender(clients, topic), topics(), clients.maxMessageBytes()),
                loopStatus,
                metrics,
                processEnds::incrementAndGet);
    }

    private static LoopLifecycle lifecycle(BatchLoop loop) {
        return new LoopLifecycle(List.of(loop), Duration.ofMillis(20));
    }

    private TopicSettings topics() {
        return TestKafka.topics(topic, topic + ".out", false);
    }

    @AfterEach
    void stopLoop() {
        released.countDown();
        if (lifecycle.isRunning()) {
            lifecycle.stop();
        }
        new JdbcTemplate(dataSource).execute("TRUNCATE numbers");
    }

    @Test
    void batchesAreWrittenThenSentThenCommitted() {
        send(0, 25);

        lifecycle.start();
        eventually().until(() -> committed() == 25);

        assertThat(table()).isEqualTo(numbers(0, 25));
        assertThat(sent()).isEqualTo(numbers(0, 25));
        assertThat(deadLetters()).isEmpty();
        eventually().until(() -> status.whyNotReady().isEmpty());
        assertThat(count("pipeline.records.consumed")).isEqualTo(25);
        assertThat(count("pipeline.records.written")).isEqualTo(25);
        assertThat(count("pipeline.records.produced")).isEqualTo(25);

        send(25, 28);
        eventually().until(() -> committed() == 28);
        assertThat(sent()).isEqualTo(numbers(0, 28));
    }

    @Test
    void groupMemberIsReadyBeforeItsFirstBatchIsWritten() {
        processor.failure = this::holdUntilReleased;
        send(0, 5);

        lifecycle.start();
        eventually().until(() -> processor.attempts == 1);

        assertThat(status.whyNotReady()).isEmpty();
        assertThat(committed()).isZero();
    }

    @Test
    void outageIsWaitedForAndNothingIsSkipped() {
        processor.failure = () -> {
            throw new TransientDataAccessResourceException("the database is away");
        };
        send(0, 15);

        lifecycle.start();
        eventually().until(() -> processor.attempts >= 2 && status.isRetrying());
        assertThat(status.isAlive()).isTrue();
        assertThat(status.whyNotReady())
                .hasValueSatisfying(reason -> assertThat(reason).contains("the database is away"));
        assertThat(committed()).isZero();

        processor.failure = () -> {};
        eventually().until(() -> committed() == 15);

        assertThat(table()).isEqualTo(numbers(0, 15));
        assertThat(sent()).isEqualTo(numbers(0, 15));
        assertThat(deadLetters()).isEmpty();
        eventually().until(() -> status.whyNotReady().isEmpty());
    }

    /** Each attempt fails in another way, the last one in none. */
    @Test
    void outageLogsAWarningAndABugAnErrorPerAttempt() {
        Iterator<RuntimeException> failures = List.of(
                        databaseSays("40P01"),
                        databaseSays("23503"),
                        databaseSays("23505"),
                        new IllegalStateException("something\nbroke"))
                .iterator();
        processor.failure = () -> {
            if (failures.hasNext()) {
                throw failures.next();
            }
        };
        send(0, 5);
        String attempt = " ms with 5 records from %1$s-0@0 to %1$s-0@4: ".formatted(topic);
        String bug = "Unexpected failure, manual action required; ";

        try (CapturedLog log = new CapturedLog()) {
            lifecycle.start();
            eventually().until(() -> committed() == 5);

            assertThat(log.linesOf(BatchLoop.class))
                    .extracting(Line::level, Line::text, Line::stackTrace)
                    .containsExactly(
                            tuple("WARN", "Retrying in 250" + attempt + "UncategorizedSQLException: says 40P01", false),
                            tuple("WARN", "Retrying in 500" + attempt + "UncategorizedSQLException: says 23503", false),
                            tuple(
                                    "ERROR",
                                    bug + "retrying in 1000" + attempt + "UncategorizedSQLException: says 23505",
                                    true),
                            tuple(
                                    "ERROR",
                                    bug + "retrying in 2000" + attempt + "IllegalStateException: something broke",
                                    true));
        }
        assertThat(sent()).isEqualTo(numbers(0, 5));
        assertThat(deadLetters()).isEmpty();
    }

    private static RuntimeException databaseSays(String sqlState) {
        return new UncategorizedSQLException("insert", "sql", new SQLException("says " + sqlState, sqlState));
    }

    @Test
    void errorOfTheVirtualMachineSkipsNothingEither() {
        processor.failure = () -> {
            throw new StackOverflowError("too deep");
        };
        send(0, 15);

        lifecycle.start();
        eventually().until(() -> processor.attempts >= 1);
        processor.failure = () -> {};
        eventually().until(() -> committed() == 15);

        assertThat(table()).isEqualTo(numbers(0, 15));
        assertThat(sent()).isEqualTo(numbers(0, 15));
    }

    /** As Kafka's client reports a class that could not be initialised at an earlier attempt. */
    @Test
    void errorThatNeverPassesEndsTheProcess() {
        processor.failure = () -> {
            throw new KafkaException(new NoClassDefFoundError("Could not initialize class some.Codec"));
        };
        send(0, 15);

        try (CapturedLog log = new CapturedLog()) {
            lifecycle.start();
            eventually().until(() -> processEnds.get() > 0);
            // The loop's thread is free again, and does nothing more.
            lifecycle.stop();

            assertThat(log.linesOf(BatchLoop.class)).singleElement().satisfies(line -> {
                assertThat(line.level()).isEqualTo("ERROR");
                assertThat(line.text())
                        .contains(
                                "exit code 70",
                                " with 10 records from %1$s-0@0 to %1$s-0@9: ".formatted(topic),
                                "Could not initialize class some.Codec");
                assertThat(line.stackTrace()).isTrue();
            });
        }
        assertThat(processEnds).hasValue(1);
        assertThat(processor.attempts).isEqualTo(1);
        assertThat(committed()).isZero();
        assertThat(sent()).isEmpty();
    }

    @Test
    void fatalErrorOfThePreparationEndsTheProcess() {
        preparation = () -> {
            throw new NoClassDefFoundError("Could not initialize class some.Codec");
        };

        lifecycle.start();

        eventually().until(() -> processEnds.get() > 0);
    }

    /** As a probe requests it. */
    private static ResultActions readiness(MockMvc http) throws Exception {
        return http.perform(asyncDispatch(http.perform(get("/health/readiness"))
                .andExpect(request().asyncStarted())
                .andReturn()));
    }

    @Test
    void openTransactionIsShownByReadinessThoughTheLoopRuns() throws Exception {
        createLoop(TestKafka.watchfulSource(clients, topic, metrics));
        FatalErrorHandler fatalErrors = new FatalErrorHandler(processEnds::incrementAndGet);
        try (DependencyChecks none = new DependencyChecks(List.of(new Reachable()), fatalErrors);
                Producer<byte[], byte[]> producer = TestKafka.begunTransaction(topic, 0, numbers(0, 3))) {
            MockMvc http = MockMvcBuilders.standaloneSetup(new HealthController(lifecycle, none, fatalErrors))
                    .build();
            lifecycle.start();

            eventually().untilAsserted(() -> readiness(http)
                    .andExpect(status().isOk())
                    .andExpect(jsonPath("$.components.loop.status").value("UP"))
                    .andExpect(jsonPath("$.components.loop.reason")
                            .value("records are held back by an open transaction of another producer: " + topic
                                    + "-0@0 up to 3")));

            producer.commitTransaction();

            eventually().until(() -> committed() == 4);
            assertThat(sent()).isEqualTo(numbers(0, 3));
            eventually().untilAsserted(() -> readiness(http)
                    .andExpect(status().isOk())
                    .andExpect(jsonPath("$.components.loop.reason").doesNotExist()));
        }
    }

    @Test
    void lagReachesZeroBehindAnAbortedTransaction() {
        TestKafka.transaction(topic, 0, numbers(0, 3), true);
        TestKafka.transaction(topic, 0, numbers(3, 30), false);

        lifecycle.start();

        eventually().until(() -> positions.of(topic + ".readers", topic).lag() == 0);
        assertThat(sent()).isEqualTo(numbers(0, 3));
    }

    @Test
    void rejectedRecordsBecomeDeadLettersOthersAreWritten() {
        TestKafka.send(topic, 0, List.of("0", "one", "2", "99999999999", "4"));

        lifecycle.start();
        eventually().until(() -> committed() == 5);

        assertThat(table()).containsExactly("0", "2", "4");
        assertThat(sent()).containsExactly("0", "2", "4");
        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters();
        assertThat(TestKafka.values(letters)).containsExactly("one", "99999999999");
        assertThat(letters)
                .extracting(letter -> header(letter, "pipeline-error-code"))
                .containsExactly("CONTRACT_VIOLATION", "REJECTED_BY_DATABASE");
        assertThat(header(letters.get(0), "kafka_dlt-original-consumer-group")).isEqualTo(topic + ".readers");
        assertThat(meters.get("pipeline.dead.letters")
                        .tag("code", "CONTRACT_VIOLATION")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void nothingIsTakenBeforeThePreparationIsDone() {
        preparation = () -> {
            throw new IllegalStateException("the schema is not there");
        };
        send(0, 5);

        lifecycle.start();
        eventually().until(status::isRetrying);
        assertThat(status.whyNotReady())
                .hasValueSatisfying(reason -> assertThat(reason).contains("the schema is not there"));
        preparation = () -> {};
        eventually().until(() -> committed() == 5);

        assertThat(count("pipeline.records.consumed")).isEqualTo(5);
        assertThat(sent()).isEqualTo(numbers(0, 5));
    }

    @Test
    void preparationIsRepeatedForAReplacedDatabase() {
        Iterator<RuntimeException> failures = List.of(
                        databaseSays("40P01"), databaseSays("42P01"), databaseSays("23503"))
                .iterator();
        processor.failure = () -> {
            if (failures.hasNext()) {
                throw failures.next();
            }
        };
        AtomicInteger preparations = new AtomicInteger();
        preparation = preparations::incrementAndGet;
        send(0, 5);

        lifecycle.start();
        eventually().until(() -> committed() == 5);

        assertThat(preparations).hasValue(2);
        assertThat(sent()).isEqualTo(numbers(0, 5));
    }

    @Test
    void idleLoopPreparesAgainWhatIsOutdated() {
        AtomicInteger preparations = new AtomicInteger();
        preparation = preparations::incrementAndGet;
        lifecycle.start();
        eventually().until(() -> preparations.get() == 1);

        outdated = true;
        eventually().until(() -> preparations.get() > 1);
        outdated = false;

        send(0, 5);
        eventually().until(() -> committed() == 5);
        assertThat(sent()).isEqualTo(numbers(0, 5));
    }

    @Test
    void nextBatchIsReadAndPreparedWhileOneIsWritten() {
        processor.failure = this::holdUntilReleased;
        send(0, 20);

        lifecycle.start();
        eventually().until(() -> processor.prepared.size() == 2 && processor.attempts == 1);

        assertThat(processor.prepared).containsExactly(numbers(0, 10), numbers(10, 20));
        assertThat(sent()).isEmpty();
        assertThat(committed()).isZero();

        released.countDown();
        eventually().until(() -> committed() == 20);
        assertThat(processor.written).containsExactly(numbers(0, 10), numbers(10, 20));
        assertThat(sent()).isEqualTo(numbers(0, 20));
    }

    /** The next batch is read meanwhile, and comes again after the rest. */
    @Test
    void batchTooLargeForMemoryIsCommittedInParts() {
        createLoop("parts", 2);
        processor.fitting = 4;
        TestKafka.send(topic, 1, numbers(0, 10));
        TestKafka.send(topic, 0, List.of("no number"));
        send(10, 25);

        lifecycle.start();
        eventually().until(() -> sent().size() == 25);
        eventually().until(() -> committed() == 26);

        assertThat(sent()).containsExactlyInAnyOrderElementsOf(numbers(0, 25));
        assertThat(deadLetters()).hasSize(1);
        assertThat(table()).isEqualTo(numbers(0, 25));
        assertThat(processor.written).allSatisfy(part -> assertThat(part).hasSizeBetween(1, 4));
        assertThat(count("pipeline.records.consumed")).isEqualTo(26);
        assertThat(count("pipeline.records.written")).isEqualTo(25);
        assertThat(count("pipeline.records.produced")).isEqualTo(25);
    }

    @Test
    void ofABatchThatDoesNotFitTheFirstPartIsFinishedByStop() {
        processor.fitting = 4;
        processor.failure = this::holdUntilReleased;
        send(0, 25);
        lifecycle.start();
        eventually().until(() -> processor.prepared.size() >= 2 && processor.attempts == 2);

        assertThat(loop.stop()).isTrue();
        released.countDown();
        lifecycle.stop();

        assertThat(sent()).isEqualTo(numbers(0, 4));
        assertThat(committed()).isEqualTo(4);
    }

    @Test
    void writeThatFailsTakesTheNextBatchBackWithIt() {
        AtomicBoolean failing = new AtomicBoolean(true);
        processor.failure = () -> {
            holdUntilReleased();
            if (failing.getAndSet(false)) {
                throw new TransientDataAccessResourceException("the database is away");
            }
        };
        send(0, 20);

        try (CapturedLog log = new CapturedLog()) {
            lifecycle.start();
            eventually().until(() -> processor.prepared.size() == 2);
            released.countDown();
            eventually().until(() -> committed() == 20);

            assertThat(log.linesOf(BatchLoop.class))
                    .singleElement()
                    .extracting(Line::text)
                    .asString()
                    .contains(" with 10 records from %1$s-0@0 to %1$s-0@9: ".formatted(topic));
        }
        assertThat(processor.prepared)
                .containsExactly(numbers(0, 10), numbers(10, 20), numbers(0, 10), numbers(10, 20));
        assertThat(processor.written).containsExactly(numbers(0, 10), numbers(10, 20));
        assertThat(sent()).isEqualTo(numbers(0, 20));
    }

    @Test
    void unpreparedBatchDoesNotBlockThePreviousOne() {
        processor.preparation = batch -> {
            if (batch.contains("10")) {
                released.countDown();
                throw new IllegalStateException("no use");
            }
        };
        processor.failure = this::holdUntilReleased;
        send(0, 20);

        try (CapturedLog log = new CapturedLog()) {
            lifecycle.start();
            eventually().until(() -> committed() == 10);
            int lines = log.linesOf(BatchLoop.class).size();
            eventually().until(() -> log.linesOf(BatchLoop.class).size() > lines);

            assertThat(log.linesOf(BatchLoop.class))
                    .extracting(Line::text)
                    .allMatch(text -> text.contains(" from %1$s-0@10 to %1$s-0@19: ".formatted(topic)));
        }
        assertThat(processor.written).containsExactly(numbers(0, 10));
        assertThat(sent()).isEqualTo(numbers(0, 10));

        processor.preparation = batch -> {};
        eventually().until(() -> committed() == 20);
        assertThat(sent()).isEqualTo(numbers(0, 20));
    }

    /** The partition that the records are in is the one to go: a member keeps the first of those it has too many of. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 4})
    void batchBeingWrittenIsFinishedBeforeItsPartitionsGo(int fitting) {
        createLoop("twoPartitions" + fitting, 2);
        processor.fitting = fitting;
        TestKafka.send(topic, 1, numbers(0, 3000));
        Semaphore permits = new Semaphore(0);
        processor.failure = permits::acquireUninterruptibly;
        NumberTable other = new NumberTable(new JdbcTemplate(dataSource));
        LoopLifecycle newcomer =
                lifecycle(loop(new RecordSource(clients, topic, metrics), other, new LoopStatus(System::nanoTime)));

        lifecycle.start();
        eventually().until(() -> processor.prepared.size() >= 2);
        newcomer.start();
        try {
            // A batch is being written at every poll, whichever it is that the partition goes in. There are batches for
            // half a minute; after three at the latest, the heartbeat says that somebody joins.
            eventually().pollInterval(Duration.ofMillis(100)).until(() -> {
                permits.release();
                return !other.written.isEmpty();
            });
            eventually().until(() -> committed() == 3000);
        } finally {
            permits.release(3000);
            newcomer.stop();
        }

        List<String> written = new ArrayList<>();
        processor.written.forEach(written::addAll);
        other.written.forEach(written::addAll);
        assertThat(written).isEqualTo(numbers(0, 3000));
        assertThat(sent()).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void batchOfLostPartitionsIsReprocessedNotProduced() throws Exception {
        createLoop(TestKafka.doubtfulSource(clients, topic, metrics));
        processor.failure = this::holdUntilReleased;
        send(0, 20);
        lifecycle.start();
        eventually().until(() -> processor.prepared.size() == 2);

        TestKafka.removeAllMembers(clients, topic + ".readers");
        released.countDown();
        eventually().until(() -> committed() == 20);

        assertThat(processor.written).containsExactly(numbers(0, 10), numbers(10, 20), numbers(0, 10), numbers(10, 20));
        assertThat(sent()).isEqualTo(numbers(0, 20));
    }

    @Test
    void stopFinishesTheBatchInFlightNotThePolledOne() {
        processor.failure = this::holdUntilReleased;
        send(0, 2 * BATCH_SIZE);
        lifecycle.start();
        eventually().until(() -> processor.prepared.size() == 2);

        assertThat(loop.stop()).isTrue();
        released.countDown();
        lifecycle.stop();

        assertThat(lifecycle.isRunning()).isFalse();
        assertThat(processor.attempts).isEqualTo(1);
        assertThat(table()).isEqualTo(numbers(0, BATCH_SIZE));
        assertThat(sent()).isEqualTo(numbers(0, BATCH_SIZE));
        assertThat(committed()).isEqualTo(BATCH_SIZE);
    }

    @Test
    void stopAbandonsARetriedBatch() {
        processor.failure = () -> {
            throw new TransientDataAccessResourceException("the database is away");
        };
        send(0, 5);
        lifecycle.start();
        // By now the pauses are of two seconds and more.
        eventually().until(() -> processor.attempts >= 4);
        eventually().until(status::isRetrying);
        long start = System.nanoTime();

        assertThat(loop.stop()).isFalse();
        lifecycle.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(committed()).isZero();
        assertThat(table()).isEmpty();
    }

    private static final class Reachable implements Dependency {

        @Override
        public String name() {
            return "server";
        }

        @Override
        public void check() {}
    }

    private void send(int from, int to) {
        TestKafka.send(topic, 0, numbers(from, to));
    }

    private static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int number = from; number < to; number++) {
            numbers.add(Integer.toString(number));
        }
        return numbers;
    }

    private static List<String> table() {
        return workspace.query("SELECT number FROM numbers ORDER BY number").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private List<String> sent() {
        return TestKafka.values(STACK.kafka().readAll(topic + ".out"));
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return STACK.kafka().readAll(topic + ".dlq");
    }

    private long committed() {
        return positions.of(topic + ".readers", topic).committed();
    }

    private double count(String counter) {
        return meters.get(counter).counter().count();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20));
    }

    private void holdUntilReleased() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("stop() must not interrupt a batch in flight", e);
        }
    }

    /** Writes numbers into a table that takes each of them once, and sends them on. */
    private static final class NumberTable implements BatchProcessor<String> {

        private final JdbcTemplate jdbc;
        final List<List<String>> prepared = new CopyOnWriteArrayList<>();
        final List<List<String>> written = new CopyOnWriteArrayList<>();
        volatile Consumer<List<String>> preparation = batch -> {};
        volatile Runnable failure = () -> {};
        volatile int attempts;
        /** Numbers that fit into a batch. */
        volatile int fitting = Integer.MAX_VALUE;

        NumberTable(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Override
        public String parse(byte[] value) {
            String text = new String(value, UTF_8);
            if (!text.matches("\\d+")) {
                throw new RejectedRecordException(ErrorCode.CONTRACT_VIOLATION, "no number: " + text);
            }
            return text;
        }

        @Override
        public PreparedBatch prepare(List<Received<String>> batch) {
            List<String> numbers = batch.stream().map(Received::message).toList();
            prepared.add(numbers);
            preparation.accept(numbers);
            return () -> {
                BatchResult result = write(batch);
                written.add(numbers);
                return result;
            };
        }

        private BatchResult write(List<Received<String>> batch) {
            attempts++;
            if (batch.size() > fitting) {
                throw new BatchTooLargeException(fitting);
            }
            for (Received<String> received : batch) {
                jdbc.update("INSERT INTO numbers VALUES (CAST(? AS int)) ON CONFLICT DO NOTHING", received.message());
            }
            failure.run();
            List<OutgoingMessage> messages = batch.stream()
                    .map(received -> new OutgoingMessage(
                            received.origin(),
                            received.message(),
                            received.message().getBytes(UTF_8)))
                    .toList();
            return new BatchResult(messages, List.of(), batch.size());
        }
    }
}
