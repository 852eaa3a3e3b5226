package dev.orderpipeline.system;

import static dev.orderpipeline.testing.Conditions.eventually;
import static dev.orderpipeline.testing.Records.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.system.TraceReceiver.ReceivedSpan;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.TestOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One trace leads from an order's source record to its counters, through the three services. */
class TracesIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final TestOrder ORDER =
            TestOrder.of(1).withUser("traced-user").withRestaurant(new TestOrder.Restaurant("traced-restaurant", "R"));

    @TempDir
    private Path folder;

    private final LocalStack stack = SharedStack.get();
    private final PipelineWorkspace workspace = new PipelineWorkspace(stack, 1);
    private final Map<Stage, TestedService> services = new EnumMap<>(Stage.class);
    private TraceReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = new TraceReceiver();
        stack.redis().set(ORDER.referenceData());
        for (Stage stage : Stage.values()) {
            services.put(stage, TestedService.start(stage, variables(stage), folder));
        }
    }

    @AfterEach
    void stop() {
        services.values().forEach(service -> service.process().kill());
        receiver.close();
        workspace.close();
    }

    private Map<String, String> variables(Stage stage) {
        Map<String, String> variables = workspace.environment(stage);
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
        variables.put("OTEL_TRACES_SAMPLER_ARG", "1");
        variables.put("OTEL_BSP_SCHEDULE_DELAY", "50");
        if (stage == Stage.CDM) {
            variables.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
            variables.put("LOGGING_STRUCTURED_ECS_SERVICE_ENVIRONMENT", "test");
        }
        return variables;
    }

    @Test
    void oneTraceLeadsFromTheSourceRecordToTheCounters() throws Exception {
        continuesTheTraceOfTheSourceRecord();
        beginsATraceForARecordWithout();
        staysWholeOverARetry();
        staysWholeOverARedrive();
        isDroppedWithoutCollector();
        logsFieldsOfTheElasticCommonSchema();
    }

    /** Of the service with that format, every line but the JVM's own. */
    private void logsFieldsOfTheElasticCommonSchema() {
        String log = services.get(Stage.CDM).log();
        assertThat(log).doesNotContainPattern("(?m)^\\d{4}-\\d{2}-\\d{2}T");
        assertThat(log.lines().filter(line -> line.startsWith("{")))
                .isNotEmpty()
                .allSatisfy(line -> {
                    JsonNode fields = JsonMapper.shared().readTree(line);
                    assertThat(fields.path("ecs").path("version").asString()).isNotEmpty();
                    assertThat(fields.path("@timestamp").asString()).isNotEmpty();
                    assertThat(fields.path("log").path("level").asString()).isNotEmpty();
                    assertThat(fields.path("service").path("name").asString()).isEqualTo(Stage.CDM.service());
                    assertThat(fields.path("service").path("environment").asString())
                            .isEqualTo("test");
                    assertThat(fields.path("message").asString()).isNotEmpty();
                });
    }

    private void continuesTheTraceOfTheSourceRecord() {
        ProducerRecord<byte[], byte[]> record = record(ORDER);
        record.headers().add("traceparent", "00-%s-%s-01".formatted(TRACE, SPAN).getBytes(UTF_8));
        feed(record);

        List<ReceivedSpan> chain = chain(TRACE, SPAN);
        assertThat(chain.get(0).attributes()).isNotEmpty();
        assertThat(chain.get(0).attribute("messaging.destination.name")).isEqualTo(workspace.sourceTopic(Stage.STG));
        assertThat(chain.get(0).attribute("messaging.kafka.offset")).isEqualTo("0");
        assertThat(chain.get(2).attribute("messaging.consumer.group.name"))
                .isEqualTo(workspace.consumerGroup(Stage.CDM));
        assertThat(stack.kafka().readAll(workspace.destinationTopic(Stage.CDM)))
                .isNotEmpty()
                .allSatisfy(counter -> assertThat(header(counter, "traceparent"))
                        .isEqualTo("00-%s-%s-01".formatted(TRACE, chain.get(2).spanId())));
        eventually().untilAsserted(() -> {
            ReceivedSpan batch = receiver.spans().stream()
                    .filter(span -> span.links().contains(TRACE + "-" + SPAN))
                    .findFirst()
                    .orElseThrow();
            assertThat(batch.attribute("messaging.batch.message_count")).isEqualTo("1");
            assertThat(chain.get(0).links()).containsExactly(batch.traceId() + "-" + batch.spanId());
            assertThat(receiver.spans())
                    .filteredOn(span -> span.parentId().equals(batch.spanId()))
                    .extracting(ReceivedSpan::name)
                    .containsExactly("parse", "write", "produce", "commit");
        });
    }

    private void beginsATraceForARecordWithout() {
        feed(record(ORDER.withStatus("OPEN").withSent("2023-04-08 20:27:37")));

        assertThat(chain(beginning(1).traceId(), "")).hasSize(3);
    }

    private void staysWholeOverARetry() throws SQLException {
        feedWithLostConnection("dds.h_order", "2023-04-08 20:27:38");
        ReceivedSpan vault = failedBatch(Stage.DDS, 2);
        assertThat(services.get(Stage.DDS).log())
                .containsPattern("\\[%s-%s\\].*Retrying in".formatted(vault.traceId(), vault.spanId()));

        feedWithLostConnection("cdm.order_ledger", "2023-04-08 20:27:39");
        ReceivedSpan marts = failedBatch(Stage.CDM, 3);
        assertThat(services.get(Stage.CDM).log().lines().filter(line -> line.contains("Retrying in")))
                .singleElement()
                .satisfies(line -> {
                    JsonNode fields = JsonMapper.shared().readTree(line);
                    assertThat(fields.path("traceId").asString()).isEqualTo(marts.traceId());
                    assertThat(fields.path("spanId").asString()).isEqualTo(marts.spanId());
                    assertThat(fields.path("topic").asString()).isEqualTo(workspace.sourceTopic(Stage.CDM));
                    assertThat(fields.path("partition").asInt(-1)).isZero();
                    assertThat(fields.path("offset").asInt(-1)).isEqualTo(3);
                });
    }

    /** A service loses the connection on which it waits for the table. */
    private void feedWithLostConnection(String table, String sent) throws SQLException {
        try (Connection connection = workspace.database().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE " + table);
            stack.kafka().send(List.of(record(ORDER.withSent(sent))));
            eventually().until(() -> !workspace
                    .base()
                    .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    .isEmpty());
            connection.rollback();
        }
        awaitDrained();
    }

    /** The failed attempt links to the trace of the order, which is whole. */
    private ReceivedSpan failedBatch(Stage stage, long offset) {
        String trace = beginning(offset).traceId();
        assertThat(chain(trace, "")).hasSize(3);
        eventually().until(() -> failedBatches(stage).size() == 1);
        ReceivedSpan failed = failedBatches(stage).get(0);
        assertThat(failed.links()).singleElement().asString().startsWith(trace);
        return failed;
    }

    private List<ReceivedSpan> failedBatches(Stage stage) {
        return receiver.spans().stream()
                .filter(span -> span.isBatch() && span.isFailed())
                .filter(span -> span.service().equals(stage.service()))
                .toList();
    }

    private void staysWholeOverARedrive() throws Exception {
        TestOrder unknown = ORDER.withUser("traced-later").withSent("2023-04-08 20:27:40");
        feed(record(unknown));
        ReceivedSpan rejected = beginning(4);
        assertThat(rejected.isFailed()).isTrue();
        assertThat(rejected.attribute("error.type")).isEqualTo("REFERENCE_NOT_FOUND");

        stack.redis().set(unknown.referenceData());
        ProcessBuilder redrive = new ProcessBuilder(TestedService.command(Stage.STG, "dead-letters", "redrive"));
        redrive.environment().putAll(variables(Stage.STG));
        Process process = redrive.redirectErrorStream(true)
                .redirectOutput(folder.resolve("redrive.log").toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        awaitDrained();

        assertThat(chain(rejected.traceId(), rejected.spanId())).hasSize(3);
    }

    private void isDroppedWithoutCollector() {
        receiver.close();
        feed(record(ORDER.withSent("2023-04-08 20:27:41")));
        eventually().until(() -> !droppedSpans().isEmpty());
        feed(record(ORDER.withSent("2023-04-08 20:27:42")));

        assertThat(droppedSpans()).singleElement().asString().contains(receiver.endpoint());
    }

    private List<String> droppedSpans() {
        return services.get(Stage.STG)
                .log()
                .lines()
                .filter(line -> line.contains("Spans are dropped"))
                .toList();
    }

    private ProducerRecord<byte[], byte[]> record(TestOrder order) {
        return new ProducerRecord<>(
                workspace.sourceTopic(Stage.STG), order.event().getBytes(UTF_8));
    }

    private void feed(ProducerRecord<byte[], byte[]> record) {
        stack.kafka().send(List.of(record));
        awaitDrained();
    }

    private void awaitDrained() {
        eventually().ignoreExceptions().until(new DrainCheck(workspace::position)::isDrained);
    }

    /** The span of STG for a source record, by its offset. */
    private ReceivedSpan beginning(long offset) {
        return eventually()
                .until(
                        () -> receiver.spans().stream()
                                .filter(span -> span.service().equals("stg-service"))
                                .filter(span ->
                                        span.attribute("messaging.kafka.offset").equals(Long.toString(offset)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The spans of the three services that follow one another in a trace, each once. */
    private List<ReceivedSpan> chain(String traceId, String parentId) {
        ReceivedSpan stg = next(Stage.STG, traceId, parentId);
        ReceivedSpan dds = next(Stage.DDS, traceId, stg.spanId());
        return List.of(stg, dds, next(Stage.CDM, traceId, dds.spanId()));
    }

    private ReceivedSpan next(Stage stage, String traceId, String parentId) {
        eventually().until(() -> !children(traceId, parentId).isEmpty());
        List<ReceivedSpan> next = children(traceId, parentId);
        assertThat(next).hasSize(1);
        assertThat(next.get(0).service()).isEqualTo(stage.service());
        assertThat(next.get(0).isFailed()).isFalse();
        return next.get(0);
    }

    private List<ReceivedSpan> children(String traceId, String parentId) {
        return receiver.spans().stream()
                .filter(span ->
                        span.traceId().equals(traceId) && span.parentId().equals(parentId))
                .toList();
    }
}
