package dev.orderpipeline.run.law;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.ChildProcess;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The law of the pipeline: once the input is drained, the tables are a function of the set of valid messages and the
 * reference data, whatever the order of arrival, the duplicates, the number of replicas and their deaths.
 */
class PipelineLawIT {

    private static final int PARTITIONS = 4;
    private static final int ORDERS = 400;
    private static final long SEED = 20_230_401;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);

    @TempDir
    private Path logs;

    private final LocalStack stack = LocalStack.shared();
    private final List<ChildProcess> replicas = new ArrayList<>();
    private Workspace workspace;

    @BeforeEach
    void createWorkspace() {
        workspace = Workspace.create(stack);
        workspace.createTopic("orders", PARTITIONS);
        workspace.createTopic("enriched", PARTITIONS);
        workspace.createTopic("reports", PARTITIONS);
        stack.redis().set(World.referenceData());
    }

    @AfterEach
    void stopReplicas() {
        replicas.forEach(ChildProcess::kill);
        workspace.close();
    }

    @Test
    void twoReplicasOfEachServiceAndOneOfEachKilledMakeNoDifference() {
        OrderStream stream = new OrderStream(SEED, ORDERS);
        List<String> messages = stream.messages();
        List<ChildProcess> mortals = startReplicas();
        startReplicas();

        send(messages.subList(0, messages.size() / 2));
        await().atMost(LONGEST_DRAIN).until(() -> countClosed() > 0);
        send(messages.subList(messages.size() / 2, messages.size()));
        mortals.forEach(ChildProcess::kill);

        await().atMost(LONGEST_DRAIN).until(this::isDrained);
        Map<String, SortedSet<String>> actual = ActualTables.of(workspace);
        ExpectedTables.of(stream.versions())
                .forEach(
                        (table, rows) -> assertThat(actual.get(table)).as(table).isEqualTo(rows));
        assertThat(newestValuesOfTheCounterTopic()).isEqualTo(countersOfTheMarts());
        assertThat(stack.kafka().readAll(workspace.topic("orders.dlq"))).isEmpty();
    }

    /** One replica of each service, with small batches, so that there are many of them. */
    private List<ChildProcess> startReplicas() {
        List<ChildProcess> started = List.of(
                startReplica("stg-service", workspace.variables("orders", "enriched")),
                startReplica("dds-service", workspace.variables("enriched", "reports")),
                startReplica("cdm-service", workspace.variables("reports", "counters")));
        replicas.addAll(started);
        return started;
    }

    private ChildProcess startReplica(String service, Map<String, String> variables) {
        variables.put("BATCH_SIZE", "20");
        variables.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
        Path jar = Path.of("..", service, "target", service + ".jar");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(java, "-Xmx160m", "-XX:+UseSerialGC", "-jar", jar.toString());
        return ChildProcess.start(service, command, variables, logs.resolve(service + replicas.size() + ".log"));
    }

    private void send(List<String> messages) {
        stack.kafka()
                .send(messages.stream()
                        .map(message -> new ProducerRecord<byte[], byte[]>(
                                workspace.topic("orders"),
                                Math.floorMod(message.hashCode(), PARTITIONS),
                                null,
                                message.getBytes(UTF_8)))
                        .toList());
    }

    private int countClosed() {
        return workspace
                        .query("SELECT 1 FROM pg_tables WHERE schemaname = 'cdm' AND tablename = 'order_ledger'")
                        .isEmpty()
                ? 0
                : workspace.query("SELECT 1 FROM cdm.user_product_counters").size();
    }

    private boolean isDrained() {
        return workspace.isDrained("orders") && workspace.isDrained("enriched") && workspace.isDrained("reports");
    }

    /** Of the users whose orders never change hands: for the others the topic promises nothing. */
    private Map<String, String> countersOfTheMarts() {
        Map<String, String> counters = new TreeMap<>();
        workspace.query("""
                        SELECT 'user_product_counter:' || user_id || ':' || product_id, product_name, order_cnt
                          FROM cdm.user_product_counters
                         UNION ALL
                        SELECT 'user_category_counter:' || user_id || ':' || category_id, category_name, order_cnt
                          FROM cdm.user_category_counters
                        """).forEach(row -> counters.put(row.get(0), row.get(1) + " " + row.get(2)));
        counters.keySet().removeIf(this::isMovers);
        return counters;
    }

    private Map<String, String> newestValuesOfTheCounterTopic() {
        Map<String, String> counters = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.kafka().readAll(workspace.topic("counters"))) {
            JsonNode payload = JsonMapper.shared().readTree(record.value()).path("payload");
            String name = payload.path("product_name")
                    .asString(payload.path("category_name").asString(""));
            counters.put(
                    new String(record.key(), UTF_8),
                    name + " " + payload.path("order_cnt").asInt());
        }
        counters.keySet().removeIf(this::isMovers);
        counters.values().removeIf(value -> value.endsWith(" 0"));
        return counters;
    }

    private boolean isMovers(String counter) {
        return World.USERS.stream()
                .limit(World.SETTLED_USERS)
                .map(user -> ExpectedTables.key(user.id()))
                .noneMatch(counter::contains);
    }
}
