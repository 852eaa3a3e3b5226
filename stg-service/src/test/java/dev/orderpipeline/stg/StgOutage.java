package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.testing.OutageFixture;
import dev.orderpipeline.testing.OutageLog;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.TestOrder;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** STG on servers that no other test class uses, the orders sent to it, and their expected results. */
final class StgOutage implements AutoCloseable {

    /** The records of a batch in a line of the log, a regular expression. */
    static final String BATCH = OutageLog.batchOf("\\S+orders");

    static final LocalStack STACK = LocalStack.start();

    private static final int PARTITIONS = 2;

    /** The clients of the test, which have no name; those of a service bear the service's. */
    private static final String CLIENTS_OF_THE_TEST = "clientId=adminclient-";

    private final OutageFixture fixture = new OutageFixture(STACK, ShortTimeouts.class, "orders", "enriched");
    private final List<Integer> sent = new ArrayList<>();
    private final List<String> invalid = new ArrayList<>();

    /** The service with timeouts of seconds. */
    @Configuration(proxyBeanMethods = false)
    @Import(StgApplication.class)
    static class ShortTimeouts {

        @Bean
        Timeouts timeouts() {
            return new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofMillis(500));
        }
    }

    /** What a test does to a server. */
    @FunctionalInterface
    interface Action {
        void on(StgOutage outage) throws Exception;
    }

    /** The service must find its topics, and creates none. */
    StgOutage() {
        this(Map.of());
    }

    /** @param variables of other servers than those of {@link #STACK} */
    StgOutage(Map<String, String> variables) {
        fixture.variables().put("KAFKA_CREATE_TOPICS", "false");
        fixture.variables().putAll(variables);
    }

    static OutageLog logFromNow(CapturedOutput output) {
        return OutageLog.fromNow(output, CLIENTS_OF_THE_TEST);
    }

    void createTopics() {
        fixture.createTopics(PARTITIONS);
    }

    /** The full name of a topic. */
    String topic(String name) {
        return fixture.workspace().topic(name);
    }

    String consumerGroup() {
        return fixture.variables().get("KAFKA_CONSUMER_GROUP");
    }

    List<TopicPartition> sourcePartitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic("orders"), number))
                .toList();
    }

    static void loadReferenceData() {
        STACK.redis().set(TestOrder.of(1).referenceData());
    }

    void startService() {
        fixture.startService();
    }

    /** Starts one more of the same service; the caller has to close it. */
    RunningService startReplica() {
        return fixture.startReplica();
    }

    void stopService() {
        fixture.stopService();
    }

    RunningService service() {
        return fixture.service();
    }

    /** Sends orders with ids that were not sent before. */
    void sendOrders(int count) {
        List<Integer> ids = IntStream.rangeClosed(sent.size() + 1, sent.size() + count)
                .boxed()
                .toList();
        sendOrders(ids);
        sent.addAll(ids);
    }

    void sendAllOrdersAgain() {
        sendOrders(sent);
    }

    private void sendOrders(List<Integer> ids) {
        fixture.send(ids.stream().map(id -> TestOrder.of(id).event()).toList());
    }

    void send(String... messages) {
        fixture.send(List.of(messages));
    }

    /** Sends orders and an invalid record, and runs an action while their transaction waits for a lock. */
    void whileBatchIsInFlight(Action action) throws Exception {
        try (Connection connection =
                STACK.postgres().dataSource(fixture.workspace().database()).getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE stg.order_events IN SHARE MODE");
            sendOrders(4);
            invalid.add("{\"object_id\": " + invalid.size());
            send(invalid.get(invalid.size() - 1));
            eventually().until(() -> !fixture.workspace()
                    .query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation IS NOT NULL")
                    .isEmpty());
            action.on(this);
        }
    }

    void awaitRetrying(String reason) {
        fixture.awaitRetrying(reason);
    }

    void awaitDrained() {
        fixture.awaitDrained();
    }

    /** The service processes another order, and no order is lost. */
    void assertRecovered() {
        fixture.service().awaitReady();
        sendOrders(1);
        fixture.awaitDrained();
        assertNoOrderIsLost();
    }

    /** The invalid record of the last batch in flight is a dead letter. */
    void assertInvalidRecordIsDeadLetter() {
        assertThat(deadLetterValues()).contains(invalid.get(invalid.size() - 1));
    }

    /** Every order is stored once, and was produced; only invalid records are dead letters. */
    private void assertNoOrderIsLost() {
        assertThat(stored()).isEqualTo(sent);
        assertThat(produced().stream().distinct()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(invalid).containsAll(deadLetterValues());
    }

    private List<String> deadLetterValues() {
        return deadLetters().stream().map(Records::value).toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return fixture.deadLetters();
    }

    private List<Integer> stored() {
        return fixture.workspace().query("SELECT object_id FROM stg.order_events ORDER BY object_id").stream()
                .map(row -> Integer.valueOf(row.get(0)))
                .toList();
    }

    /** The ids of the orders produced, with repetitions. */
    List<Integer> produced() {
        return fixture.produced().stream()
                .map(record -> JsonMapper.shared()
                        .readTree(record.value())
                        .path("object_id")
                        .asInt())
                .toList();
    }

    @Override
    public void close() {
        fixture.close();
    }
}
