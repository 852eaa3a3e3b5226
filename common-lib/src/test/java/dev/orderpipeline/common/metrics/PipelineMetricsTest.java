package dev.orderpipeline.common.metrics;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.ConsumedRecords;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.metrics.PipelineMetrics.Step;
import dev.orderpipeline.common.rejection.ErrorCode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 3);

    private Instant now = Instant.ofEpochMilli(ConsumedRecords.TIMESTAMP);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PipelineMetrics metrics = new PipelineMetrics(registry, () -> now);

    @Test
    void allMetricsExistFromTheStart() {
        assertThat(printed())
                .contains(
                        "pipeline_records_consumed_total 0.0",
                        "pipeline_records_written_total 0.0",
                        "pipeline_records_produced_total 0.0",
                        "pipeline_offsets_out_of_range_total 0.0",
                        "pipeline_batch_size_count 0",
                        "pipeline_last_batch_timestamp_seconds 0.0",
                        "pipeline_newest_order_age_seconds NaN");
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(printed()).contains("pipeline_dead_letters_total{code=\"" + code + "\"} 0.0");
        }
        for (String step : List.of("poll", "parse", "write", "produce", "commit")) {
            assertThat(printed())
                    .contains(
                            "pipeline_step_seconds_count{step=\"" + step + "\"} 0",
                            "pipeline_step_cpu_seconds_total{step=\"" + step + "\"} 0.0");
        }
    }

    @Test
    void finishedBatchIsCounted() {
        var batch = List.of(consumed(1, "{}"), consumed(2, "{}"));

        metrics.finished(
                batch,
                1,
                6,
                List.of(
                        new DeadLetter(batch.get(1), ErrorCode.REJECTED_BY_DATABASE, new Exception("refused")),
                        new DeadLetter(batch.get(0), ErrorCode.REJECTED_BY_BROKER, new Exception("too large"))));
        assertThat(metrics.<String>time(Step.WRITE, () -> "result")).isEqualTo("result");
        metrics.outOfRange(2);

        assertThat(printed())
                .contains(
                        "pipeline_records_consumed_total 2.0",
                        "pipeline_batch_size_count 1",
                        "pipeline_batch_size_sum 2.0",
                        "pipeline_records_written_total 1.0",
                        "pipeline_records_produced_total 5.0",
                        "pipeline_dead_letters_total{code=\"REJECTED_BY_DATABASE\"} 1.0",
                        "pipeline_dead_letters_total{code=\"MALFORMED_JSON\"} 0.0",
                        "pipeline_step_seconds_count{step=\"write\"} 1",
                        "pipeline_offsets_out_of_range_total 2.0");
    }

    @Test
    void blockedStepTakesTimeButNoCpuTime() {
        metrics.time(
                Step.WRITE, () -> LockSupport.parkNanos(Duration.ofMillis(50).toNanos()));
        metrics.time(Step.PARSE, () -> {
            for (long end = System.nanoTime() + Duration.ofMillis(50).toNanos(); System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        });

        assertThat(registry.get("pipeline.step").tag("step", "write").timer().totalTime(TimeUnit.SECONDS))
                .isGreaterThan(0.025);
        assertThat(cpuSeconds("write")).isLessThan(0.025);
        assertThat(cpuSeconds("parse")).isPositive();
    }

    private double cpuSeconds(String step) {
        return registry.get("pipeline.step.cpu").tag("step", step).counter().count();
    }

    @Test
    void lastBatchAndNewestOrderAreInSeconds() {
        String older = Long.toString(ConsumedRecords.TIMESTAMP - 60_000);
        now = now.plusMillis(1_500);

        metrics.finished(
                List.of(consumed(1, "{}"), consumed(2, "{}", Map.of("pipeline-source-timestamp", older))),
                1,
                0,
                List.of());
        assertThat(printed())
                .contains(
                        "pipeline_last_batch_timestamp_seconds 1.6809856575E9",
                        "pipeline_newest_order_age_seconds 1.5");

        now = now.plusSeconds(2);
        metrics.finished(List.of(consumed(3, "{}", Map.of("pipeline-source-timestamp", older))), 1, 0, List.of());
        assertThat(printed())
                .contains(
                        "pipeline_last_batch_timestamp_seconds 1.6809856595E9",
                        "pipeline_newest_order_age_seconds 3.5");
    }

    @Test
    void orderFromTheFutureHasAgeZero() {
        String nextYear =
                Long.toString(ConsumedRecords.TIMESTAMP + Duration.ofDays(365).toMillis());
        for (String timestamp : List.of(nextYear, Long.toString(Long.MAX_VALUE))) {
            metrics.finished(
                    List.of(consumed(1, "{}", Map.of("pipeline-source-timestamp", timestamp))), 1, 0, List.of());
            assertThat(printed()).contains("pipeline_newest_order_age_seconds 0.0");
        }

        now = now.plusSeconds(10);
        assertThat(printed()).contains("pipeline_newest_order_age_seconds 10.0");
    }

    @Test
    void recordFromTheFutureHasAgeZero() {
        now = now.minusSeconds(3_600);
        metrics.finished(List.of(consumed(1, "{}")), 1, 0, List.of());
        now = now.plusSeconds(10);

        assertThat(printed()).contains("pipeline_newest_order_age_seconds 10.0");
    }

    @Test
    void clockSetBackAppliesFromTheNextBatch() {
        metrics.finished(List.of(consumed(1, "{}")), 1, 0, List.of());
        now = now.minusSeconds(3_600);
        metrics.finished(List.of(consumed(2, "{}")), 1, 0, List.of());
        now = now.plusSeconds(10);

        assertThat(printed()).contains("pipeline_newest_order_age_seconds 10.0");
    }

    @Test
    void recordWithoutTimestampIsNotTheNewest() {
        ConsumerRecord<byte[], byte[]> withoutTimestamp = new ConsumerRecord<>("orders", 0, 1, null, new byte[0]);
        for (String header : List.of("-1", "no number", "")) {
            withoutTimestamp.headers().add("pipeline-source-timestamp", header.getBytes(UTF_8));
            metrics.finished(List.of(withoutTimestamp), 1, 0, List.of());
        }

        assertThat(printed()).contains("pipeline_newest_order_age_seconds NaN");
    }

    @Test
    void unwrittenBatchIsNotTheNewest() {
        metrics.finished(List.of(consumed(1, "{}")), 0, 0, List.of());

        assertThat(printed()).contains("pipeline_newest_order_age_seconds NaN");
    }

    @Test
    void lagIsReportedForAssignedPartitions() {
        metrics.lag(PARTITION, 10);
        metrics.lag(PARTITION, 7);
        assertThat(printed()).contains("pipeline_consumer_lag{partition=\"3\",topic=\"orders\"} 7.0");

        metrics.revoked(PARTITION);
        assertThat(printed()).noneMatch(line -> line.startsWith("pipeline_consumer_lag{"));

        metrics.lag(PARTITION, 1);
        assertThat(printed()).contains("pipeline_consumer_lag{partition=\"3\",topic=\"orders\"} 1.0");
    }

    @Test
    void unknownPartitionMayBeRevoked() {
        metrics.revoked(PARTITION);

        assertThat(printed()).noneMatch(line -> line.startsWith("pipeline_consumer_lag{"));
    }

    private List<String> printed() {
        return Arrays.asList(registry.scrape().split("\n"));
    }
}
