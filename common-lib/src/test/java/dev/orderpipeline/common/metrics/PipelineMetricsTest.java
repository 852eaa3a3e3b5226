package dev.orderpipeline.common.metrics;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.ConsumedRecords;
import dev.orderpipeline.common.deadletter.DeadLetter;
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
                        "pipeline_end_to_end_latency_seconds_count 0",
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
        for (String cause : List.of("postgresql", "kafka", "redis", "setup", "unexpected")) {
            assertThat(printed()).contains("pipeline_retries_total{cause=\"" + cause + "\"} 0.0");
        }
    }

    @Test
    void finishedBatchIsCounted() {
        var batch = List.of(consumed(1, "{}"), consumed(2, "{}"));

        metrics.batches()
                .committed(
                        batch,
                        1,
                        5,
                        List.of(
                                new DeadLetter(batch.get(1), ErrorCode.REJECTED_BY_DATABASE, new Exception("refused")),
                                new DeadLetter(
                                        batch.get(0), ErrorCode.REJECTED_BY_BROKER, new Exception("too large"))));
        assertThat(metrics.steps().<String>time(Step.WRITE, () -> "result")).isEqualTo("result");
        metrics.partitions().outOfRange(2);

        assertThat(printed())
                .contains(
                        "pipeline_records_consumed_total 2.0",
                        "pipeline_batch_size_count 1",
                        "pipeline_batch_size_sum 2.0",
                        "pipeline_batch_size_bucket{le=\"1.0\"} 0",
                        "pipeline_batch_size_bucket{le=\"10.0\"} 1",
                        "pipeline_records_written_total 1.0",
                        "pipeline_records_produced_total 5.0",
                        "pipeline_dead_letters_total{code=\"REJECTED_BY_DATABASE\"} 1.0",
                        "pipeline_dead_letters_total{code=\"MALFORMED_JSON\"} 0.0",
                        "pipeline_step_seconds_count{step=\"write\"} 1",
                        "pipeline_offsets_out_of_range_total 2.0");
    }

    @Test
    void blockedStepTakesTimeButNoCpuTime() {
        long duration = Duration.ofMillis(50).toNanos();
        metrics.steps().time(Step.WRITE, () -> {
            LockSupport.parkNanos(duration);
            return "blocked";
        });
        metrics.steps().time(Step.PARSE, () -> {
            for (long end = System.nanoTime() + duration; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            return "busy";
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

        metrics.batches()
                .committed(
                        List.of(consumed(1, "{}"), consumed(2, "{}", Map.of("pipeline-source-timestamp", older))),
                        1,
                        0,
                        List.of());
        assertThat(printed())
                .contains(
                        "pipeline_last_batch_timestamp_seconds 1.6809856575E9",
                        "pipeline_newest_order_age_seconds 1.5");

        now = now.plusSeconds(2);
        metrics.batches()
                .committed(List.of(consumed(3, "{}", Map.of("pipeline-source-timestamp", older))), 1, 0, List.of());
        assertThat(printed())
                .contains(
                        "pipeline_last_batch_timestamp_seconds 1.6809856595E9",
                        "pipeline_newest_order_age_seconds 3.5");
    }

    @Test
    void latencyIsThatOfEachRecordOfTheBatch() {
        now = now.plusMillis(80);
        String older = Long.toString(ConsumedRecords.TIMESTAMP - 4_000);

        metrics.batches()
                .committed(
                        List.of(
                                consumed(1, "{}"),
                                consumed(2, "{}", Map.of("pipeline-source-timestamp", older)),
                                consumed(3, "not written")),
                        0,
                        0,
                        List.of());

        assertThat(printed())
                .contains(
                        latencyBucket("0.05", 0),
                        latencyBucket("0.1", 2),
                        latencyBucket("2.5", 2),
                        latencyBucket("5.0", 3),
                        "pipeline_end_to_end_latency_seconds_sum 4.24");
    }

    @Test
    void latencyOfAReplayIsCappedAtAnHour() {
        now = now.plus(Duration.ofDays(400));
        metrics.batches().committed(List.of(consumed(1, "{}")), 1, 0, List.of());

        assertThat(printed())
                .contains(
                        latencyBucket("900.0", 0),
                        latencyBucket("3600.0", 1),
                        "pipeline_end_to_end_latency_seconds_sum 3600.0");
    }

    @Test
    void recordFromTheFutureHasLatencyZero() {
        String header = Long.toString(Long.MAX_VALUE);
        metrics.batches()
                .committed(List.of(consumed(1, "{}", Map.of("pipeline-source-timestamp", header))), 1, 0, List.of());

        assertThat(printed()).contains(latencyBucket("0.01", 1), "pipeline_end_to_end_latency_seconds_sum 0.0");
    }

    private static String latencyBucket(String upperBound, int count) {
        return "pipeline_end_to_end_latency_seconds_bucket{le=\"%s\"} %d".formatted(upperBound, count);
    }

    @Test
    void orderFromTheFutureHasAgeZero() {
        String nextYear =
                Long.toString(ConsumedRecords.TIMESTAMP + Duration.ofDays(365).toMillis());
        for (String timestamp : List.of(nextYear, Long.toString(Long.MAX_VALUE))) {
            metrics.batches()
                    .committed(
                            List.of(consumed(1, "{}", Map.of("pipeline-source-timestamp", timestamp))),
                            1,
                            0,
                            List.of());
            assertThat(printed()).contains("pipeline_newest_order_age_seconds 0.0");
        }

        now = now.plusSeconds(10);
        assertThat(printed()).contains("pipeline_newest_order_age_seconds 10.0");
    }

    @Test
    void recordFromTheFutureHasAgeZero() {
        now = now.minusSeconds(3_600);
        metrics.batches().committed(List.of(consumed(1, "{}")), 1, 0, List.of());
        now = now.plusSeconds(10);

        assertThat(printed()).contains("pipeline_newest_order_age_seconds 10.0");
    }

    @Test
    void clockSetBackAppliesFromTheNextBatch() {
        metrics.batches().committed(List.of(consumed(1, "{}")), 1, 0, List.of());
        now = now.minusSeconds(3_600);
        metrics.batches().committed(List.of(consumed(2, "{}")), 1, 0, List.of());
        now = now.plusSeconds(10);

        assertThat(printed()).contains("pipeline_newest_order_age_seconds 10.0");
    }

    @Test
    void recordWithoutTimestampIsNotTheNewest() {
        ConsumerRecord<byte[], byte[]> withoutTimestamp = new ConsumerRecord<>("orders", 0, 1, null, new byte[0]);
        for (String header : List.of("-1", "no number", "")) {
            withoutTimestamp.headers().add("pipeline-source-timestamp", header.getBytes(UTF_8));
            metrics.batches().committed(List.of(withoutTimestamp), 1, 0, List.of());
        }

        assertThat(printed())
                .contains("pipeline_newest_order_age_seconds NaN", "pipeline_end_to_end_latency_seconds_count 0");
    }

    @Test
    void unwrittenBatchIsNotTheNewest() {
        metrics.batches().committed(List.of(consumed(1, "{}")), 0, 0, List.of());

        assertThat(printed()).contains("pipeline_newest_order_age_seconds NaN");
    }

    @Test
    void lagIsReportedForAssignedPartitions() {
        metrics.partitions().lag(PARTITION, 10);
        metrics.partitions().lag(PARTITION, 7);
        assertThat(printed()).contains("pipeline_consumer_lag{partition=\"3\",topic=\"orders\"} 7.0");

        metrics.partitions().revoked(PARTITION);
        assertThat(printed()).noneMatch(line -> line.startsWith("pipeline_consumer_lag{"));

        metrics.partitions().lag(PARTITION, 1);
        assertThat(printed()).contains("pipeline_consumer_lag{partition=\"3\",topic=\"orders\"} 1.0");
    }

    @Test
    void unknownPartitionMayBeRevoked() {
        metrics.partitions().revoked(PARTITION);

        assertThat(printed()).noneMatch(line -> line.startsWith("pipeline_consumer_lag{"));
    }

    private List<String> printed() {
        return Arrays.asList(registry.scrape().split("\n"));
    }
}
