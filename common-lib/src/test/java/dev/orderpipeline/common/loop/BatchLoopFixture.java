package dev.orderpipeline.common.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.tracing.Tracing;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.testing.SharedStack;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A loop with a topic of its own, whose processor inserts numbers into a table. */
abstract class BatchLoopFixture {

    private static final LocalStack STACK = SharedStack.get();
    static final int BATCH_SIZE = 10;

    private static Workspace workspace;
    private static DataSource dataSource;
    private static GroupPositions positions;

    final MeterRegistry meters = new SimpleMeterRegistry();
    final LoopStatus status = new LoopStatus(System::nanoTime);
    GroupProtocol protocol = GroupProtocol.CLASSIC;
    int batchSize = BATCH_SIZE;
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger processEnds = new AtomicInteger();
    volatile Runnable preparation = () -> {};
    volatile boolean outdated;
    final PipelineMetrics metrics = new PipelineMetrics(meters, Clock.systemUTC());
    String topic;
    KafkaClients clients;
    NumberTable processor;
    BatchLoop loop;
    LoopLifecycle lifecycle;

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

    void createLoop(String name, int partitions) {
        topic = workspace.createTopic(name, partitions);
        createDestinationTopic();
        STACK.kafka().createTopic(topic + ".dlq", 1);
        processor = numberTable();
        clients = TestKafka.clients(topics(), batchSize, protocol);
        createLoop(new RecordSource(clients, topic, metrics.partitions()));
    }

    void createLoop(RecordSource source) {
        loop = loop(source, processor, status);
        lifecycle = lifecycle(loop);
    }

    BatchLoop loop(RecordSource source, NumberTable numbers, LoopStatus loopStatus) {
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
                Tracing.OFF,
                processEnds::incrementAndGet);
    }

    static NumberTable numberTable() {
        return new NumberTable(new JdbcTemplate(dataSource));
    }

    static LoopLifecycle lifecycle(BatchLoop loop) {
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

    void createDestinationTopic() {
        STACK.kafka().createTopic(topic + ".out", 1);
    }

    void deleteDestinationTopic() {
        STACK.kafka().deleteTopics(List.of(topic + ".out"));
    }

    void send(int from, int to) {
        TestKafka.send(topic, 0, numbers(from, to));
    }

    static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int number = from; number < to; number++) {
            numbers.add(Integer.toString(number));
        }
        return numbers;
    }

    static List<String> table() {
        return workspace.query("SELECT number FROM numbers ORDER BY number").stream()
                .map(row -> row.get(0))
                .toList();
    }

    List<String> sent() {
        return TestKafka.values(STACK.kafka().readAll(topic + ".out"));
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return STACK.kafka().readAll(topic + ".dlq");
    }

    long committed() {
        return positions.of(topic + ".readers", topic).committed();
    }

    long lag() {
        return positions.of(topic + ".readers", topic).lag();
    }

    double count(String counter) {
        return meters.get(counter).counter().count();
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20));
    }

    /** Writes of the processor end when the test releases them. */
    void holdWrites() {
        processor.failure = this::holdUntilReleased;
    }

    /** Each write fails in another way, and then none. */
    void failWrites(RuntimeException... inTurn) {
        Iterator<RuntimeException> failures = List.of(inTurn).iterator();
        processor.failure = () -> {
            if (failures.hasNext()) {
                throw failures.next();
            }
        };
    }

    static RuntimeException databaseError(String sqlState) {
        return new UncategorizedSQLException("insert", "sql", new SQLException("SQLSTATE " + sqlState, sqlState));
    }

    void holdUntilReleased() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("stop() must not interrupt a batch in flight", e);
        }
    }
}
