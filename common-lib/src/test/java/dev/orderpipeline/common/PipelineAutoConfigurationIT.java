package dev.orderpipeline.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.InvalidSettingsException;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

class PipelineAutoConfigurationIT {

    @Test
    void applicationWithProcessorRunsAsService() {
        LocalStack stack = SharedStack.get();
        try (Workspace workspace = Workspace.create(stack)) {
            String source = workspace.createTopic("in", 1);
            TestKafka.send(source, 0, TestKafka.numbered("order", 3));

            try (RunningService service = RunningService.start(Copying.class, variables(workspace))) {
                await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                    assertThat(service.get("/health/readiness").body()).startsWith("{\"status\":\"UP\"");
                    assertThat(service.get("/prometheus").body())
                            .contains("pipeline_records_consumed_total{application=\"copying-service\"} 3.0");
                });

                assertThat(service.get("/health").statusCode()).isEqualTo(200);
                assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
            }

            assertThat(TestKafka.values(stack.kafka().readAll(workspace.topic("out"))))
                    .isEqualTo(TestKafka.numbered("order", 3));
            assertThat(workspace.isDrained("in")).isTrue();
        }
    }

    @Test
    void invalidSettingsFailTheStart() {
        try (Workspace workspace = Workspace.create(SharedStack.get())) {
            Map<String, String> variables = variables(workspace);
            variables.put("BATCH_SIZE", "many");
            variables.remove("PG_USER");

            assertThatThrownBy(() -> RunningService.start(Copying.class, variables))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("BATCH_SIZE")
                    .hasMessageContaining("PG_USER");
        }
    }

    /** What Kubernetes sets for Services named kafka and redis, where the one has no use for it. */
    @Test
    void unusedSettingsAreNotValidated() {
        try (Workspace workspace = Workspace.create(SharedStack.get())) {
            workspace.createTopic("in", 1);
            Map<String, String> variables = variables(workspace);
            variables.put("KAFKA_PORT", "tcp://10.43.0.7:9092");
            variables.put("REDIS_PORT", "tcp://10.43.0.9:6379");
            variables.put("REDIS_HOST", "::1");

            try (RunningService service = RunningService.start(Copying.class, variables)) {
                await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(
                                service.get("/health/readiness").body())
                        .startsWith("{\"status\":\"UP\"")
                        .doesNotContain("redis"));
            }
        }
    }

    private static Map<String, String> variables(Workspace workspace) {
        Map<String, String> variables = workspace.variables("in", "out");
        variables.put("pipeline.name", "copying-service");
        variables.put("pipeline.schema", "copies");
        variables.put("pipeline.source-topic", "in");
        variables.put("pipeline.destination-topic", "out");
        return variables;
    }

    /** Forwards every record. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Copying {

        @Bean
        BatchProcessor<String> processor() {
            return new BatchProcessor<>() {
                @Override
                public String parse(byte[] value) {
                    return new String(value, UTF_8);
                }

                @Override
                public PreparedBatch prepare(List<Received<String>> batch) {
                    List<OutgoingMessage> messages = batch.stream()
                            .map(received -> new OutgoingMessage(
                                    received.origin(), "key", received.message().getBytes(UTF_8)))
                            .toList();
                    return () -> new BatchResult(messages, List.of(), batch.size());
                }
            };
        }
    }
}
