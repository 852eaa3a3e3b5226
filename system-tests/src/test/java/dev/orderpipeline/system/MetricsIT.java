package dev.orderpipeline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.system.DocumentedMetrics.Metric;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The metrics of the three services under load: those that the documents list, and a bounded number of series. */
class MetricsIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Map<String, Metric> DOCUMENTED = DocumentedMetrics.read();

    /** A series takes some hundred bytes of every scrape, and some kilobytes of Prometheus' memory. */
    private static final int MAX_SERIES = 400;

    @TempDir
    private static Path logs;

    private static final Map<Stage, TestedService> SERVICES = new EnumMap<>(Stage.class);
    private static Workspace workspace;

    @BeforeAll
    static void processOrders() {
        workspace = Workspace.create(STACK);
        OrderGenerator orders = new OrderGenerator(GeneratorSettings.defaults(400, 1));
        STACK.redis().set(orders.reference());
        for (Stage stage : Stage.values()) {
            workspace.createTopic(stage.sourceTopic(), 2);
            workspace.createTopic(stage.deadLetterTopic(), 1);
        }
        for (Stage stage : Stage.values()) {
            Map<String, String> variables = workspace.variables(stage.sourceTopic(), stage.destinationTopic());
            variables.put("CONCURRENCY", "2");
            SERVICES.put(stage, TestedService.start(stage, variables, logs));
        }
        STACK.kafka()
                .send(orders.records()
                        .map(order -> new ProducerRecord<>(
                                workspace.topic(Stage.STG.sourceTopic()), order.key(), order.value()))
                        .toList());
        for (Stage stage : Stage.values()) {
            await().atMost(Duration.ofMinutes(5)).until(() -> workspace.isDrained(stage.sourceTopic()));
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(service -> service.process().kill());
        workspace.close();
    }

    @ParameterizedTest
    @EnumSource
    void metricsAreThoseOfTheDocuments(Stage stage) throws Exception {
        Map<String, Metric> exposed = exposed(stage).metrics();
        exposed.keySet().removeIf(name -> !name.startsWith("pipeline_") && !name.startsWith("cache_"));

        assertThat(DOCUMENTED).containsAllEntriesOf(exposed);
        assertThat(exposed).containsKeys(documented("pipeline_"));
    }

    @ParameterizedTest
    @EnumSource(names = {"STG", "DDS"})
    void metricsOfACacheAreThoseOfTheDocuments(Stage stage) throws Exception {
        assertThat(exposed(stage).metrics()).containsKeys(documented("cache_"));
    }

    /** Whatever clients request, and whatever becomes of the orders. */
    @ParameterizedTest
    @EnumSource
    void seriesAreBounded(Stage stage) throws Exception {
        for (int number = 0; number < 100; number++) {
            request(stage, "GET", "/path-" + number + "?parameter=" + number);
            request(stage, "METHOD" + number, "/health");
        }

        assertThat(exposed(stage).series())
                .hasSizeLessThanOrEqualTo(MAX_SERIES)
                .allMatch(line -> line.contains("application=\"" + stage.service() + "\""));
    }

    @Test
    void valuesAreThoseOfTheLoad() throws Exception {
        ExposedMetrics stg = exposed(Stage.STG);
        double consumed = value(stg, "pipeline_records_consumed_total");

        assertThat(consumed).isGreaterThan(400);
        assertThat(value(stg, "pipeline_end_to_end_latency_seconds_count")).isEqualTo(consumed);
        assertThat(value(stg, "pipeline_batch_size_sum")).isEqualTo(consumed);
        assertThat(value(stg, "pipeline_oldest_uncommitted_age_seconds")).isZero();
        assertThat(value(stg, "pipeline_heartbeat_age_seconds")).isBetween(0.0, 120.0);
        assertThat(value(stg, "cache_size", "cache=\"restaurants\"")).isPositive();
        assertThat(value(exposed(Stage.DDS), "cache_gets_total", "result=\"hit\""))
                .isPositive();
        for (String dependency : new String[] {"postgresql", "kafka", "redis"}) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> value(exposed(Stage.STG), "pipeline_dependency_up", "\"" + dependency + "\"") == 1);
        }
        int deadLetters = STACK.kafka()
                .readAll(workspace.topic(Stage.STG.deadLetterTopic()))
                .size();
        assertThat(deadLetters).isPositive();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> value(exposed(Stage.STG), "pipeline_dead_letters_pending") == deadLetters);
    }

    private static String[] documented(String prefix) {
        return DOCUMENTED.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .toArray(String[]::new);
    }

    private static ExposedMetrics exposed(Stage stage) throws IOException, InterruptedException {
        return new ExposedMetrics(request(stage, "GET", "/prometheus").body());
    }

    private static HttpResponse<String> request(Stage stage, String method, String path)
            throws IOException, InterruptedException {
        URI address = URI.create(SERVICES.get(stage).process().url() + path);
        return HTTP.send(
                HttpRequest.newBuilder(address)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static double value(ExposedMetrics metrics, String name) {
        return value(metrics, name, "");
    }

    /** @param label part of the labels */
    private static double value(ExposedMetrics metrics, String name, String label) {
        return metrics.series().stream()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .orElseThrow();
    }
}
