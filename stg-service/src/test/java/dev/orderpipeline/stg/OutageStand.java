package dev.orderpipeline.stg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.RunningService;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service in a workspace of its own, on servers that nobody else uses, so that a test may end them: what is
 * sent to it, what it says of itself, and what becomes of the orders.
 */
final class OutageStand implements AutoCloseable {

    static final LocalStack STACK = LocalStack.start();

    private static final int PARTITIONS = 2;

    /** How Kafka names an administrator without a name; those of a service bear the service's. */
    private static final String CLIENT_OF_THE_TEST = "clientId=adminclient-";

    private static final String USER = "626a81ce9a8cd1920641e296";
    private static final String RESTAURANT = "626a81cfefa404208fe9abae";

    private final Workspace workspace = Workspace.create(STACK);
    private final Map<String, String> variables = workspace.variables("orders", "enriched");
    private final List<Integer> sent = new ArrayList<>();
    private final List<String> poison = new ArrayList<>();
    private RunningService service;

    /** The service with time-outs that a test can wait for. */
    @Configuration(proxyBeanMethods = false)
    @Import(StgApplication.class)
    static class Impatient {

        @Bean
        Timeouts timeouts() {
            return new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofMillis(500));
        }
    }

    /** Something that a test does to a server. */
    @FunctionalInterface
    interface Action {
        void on(OutageStand stand) throws Exception;
    }

    /** The service has to find its topics; it does not make them. */
    OutageStand() {
        variables.put("KAFKA_CREATE_TOPICS", "false");
    }

    void createTopics() {
        for (String topic : List.of("orders", "enriched", "orders.dlq")) {
            workspace.createTopic(topic, PARTITIONS);
        }
    }

    /** The full name of a topic of this stand. */
    String topic(String name) {
        return workspace.topic(name);
    }

    String consumerGroup() {
        return variables.get("KAFKA_CONSUMER_GROUP");
    }

    List<TopicPartition> sourcePartitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic("orders"), number))
                .toList();
    }

    static void loadReferenceData() {
        STACK.redis()
                .set(Map.of(
                        USER, "{\"name\": \"Иван\", \"login\": \"ivan\"}",
                        RESTAURANT, "{\"name\": \"Кофейня №1\", \"menu\": []}"));
    }

    void startService() {
        service = startReplica();
    }

    /** One more of the same service; it is up to the caller to close it. */
    RunningService startReplica() {
        variables.put("SERVER_PORT", workspace.variables("", "").get("SERVER_PORT"));
        return RunningService.start(Impatient.class, variables);
    }

    void stopService() {
        service.close();
    }

    /** Sends as many orders, no two of them the same. */
    void sendOrders(int count) {
        List<Integer> ids = IntStream.rangeClosed(sent.size() + 1, sent.size() + count)
                .boxed()
                .toList();
        send(ids.stream().map(id -> order(id, USER)).toArray(String[]::new));
        sent.addAll(ids);
    }

    void sendAllOrdersAgain() {
        send(sent.stream().map(id -> order(id, USER)).toArray(String[]::new));
    }

    void send(String... messages) {
        STACK.kafka()
                .send(List.of(messages).stream()
                        .map(message -> new ProducerRecord<byte[], byte[]>(topic("orders"), message.getBytes(UTF_8)))
                        .toList());
    }

    static String order(int id, String user) {
        return """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "restaurant": {"id": "%s"}, "user": {"id": "%s"}, "date": "2023-04-01 20:45:43", "order_items": [],
                 "cost": 10, "payment": 10, "final_status": "CLOSED"}}""".formatted(id, RESTAURANT, user);
    }

    /** Sends orders and poison, and lets something happen while the orders are in the service's hand, in mid-transaction. */
    void whileABatchIsInHand(Action happening) throws Exception {
        try (Connection connection =
                STACK.postgres().dataSource(workspace.database()).getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE stg.order_events IN SHARE MODE");
            sendOrders(4);
            poison.add("{\"object_id\": " + poison.size());
            send(poison.get(poison.size() - 1));
            eventually().until(() -> !workspace
                    .query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation IS NOT NULL")
                    .isEmpty());
            happening.on(this);
        }
    }

    HttpResponse<String> get(String path) {
        return service.get(path);
    }

    void awaitReady() {
        eventually().until(() -> get("/health/readiness").statusCode() == 200);
    }

    /**
     * Waits until the loop waits; all the time the service is alive.
     *
     * @param reason what readiness says then, a regular expression
     */
    void awaitWaiting(String reason) {
        eventually().untilAsserted(() -> {
            assertThat(get("/health").statusCode()).isEqualTo(200);
            HttpResponse<String> readiness = get("/health/readiness");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body())
                    .containsPattern("\"loop\":\\{\"status\":\"DOWN\",\"reason\":\"[^\"]*(" + reason + ")");
        });
    }

    /** Waits until all that was sent is done with. */
    void awaitDrained() {
        eventually().until(() -> workspace.isDrained("orders"));
    }

    /** The service works: it takes another order, and nothing that was sent is lost. */
    void assertGoesOn() {
        awaitReady();
        sendOrders(1);
        awaitDrained();
        assertNothingIsLost();
    }

    /** The poison that was in the last batch in hand has become a dead letter. */
    void assertPoisonIsADeadLetter() {
        assertThat(deadLetters()).contains(poison.get(poison.size() - 1));
    }

    /** Every order that was sent stands in the table, once, and was handed on, and poison alone is a dead letter. */
    private void assertNothingIsLost() {
        assertThat(stored()).isEqualTo(sent);
        assertThat(handedOn().stream().distinct()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(poison).containsAll(deadLetters());
    }

    private List<String> deadLetters() {
        return read("orders.dlq").stream()
                .map(letter -> new String(letter.value(), UTF_8))
                .toList();
    }

    private List<Integer> stored() {
        return workspace.query("SELECT object_id FROM stg.order_events ORDER BY object_id").stream()
                .map(row -> Integer.valueOf(row.get(0)))
                .toList();
    }

    /** With repetitions. */
    List<Integer> handedOn() {
        return read("enriched").stream()
                .map(record -> JsonMapper.shared()
                        .readTree(record.value())
                        .path("object_id")
                        .asInt())
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return STACK.kafka().readAll(topic(topic));
    }

    /**
     * The lines that an operator reads: one per attempt of the loop, one when readiness first notices, and neither stack
     * traces nor what the clients have to say.
     *
     * @param begin the log's length when the outage has begun
     * @param reason what some line of the loop says, a regular expression
     */
    static void assertOneLinePerAttempt(CapturedOutput output, int begin, String reason) {
        Pattern expected = Pattern.compile("trying again.*(?:" + reason + ")");
        eventually()
                .until(() -> expected.matcher(output.getOut().substring(begin)).find());
        String log = output.getOut().substring(begin);
        List<String> warnings = log.lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line -> !line.contains(CLIENT_OF_THE_TEST))
                .toList();
        assertThat(warnings)
                .allSatisfy(warning -> assertThat(warning)
                        .containsPattern("BatchLoop +: Waiting \\d+ ms, then trying again"
                                + "|DependencyChecks +: Waiting for \\w+ to answer, not ready"))
                .anySatisfy(warning -> assertThat(warning).containsPattern(expected));
        assertThat(log).doesNotContain("\tat ");
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50));
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
        workspace.close();
    }
}
