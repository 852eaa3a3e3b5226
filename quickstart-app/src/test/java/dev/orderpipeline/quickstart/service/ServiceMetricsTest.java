package dev.orderpipeline.quickstart.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceMetricsTest {

    @Test
    void sumsTheSamplesOfAMetricOverItsLabels() {
        String exposition = """
                # HELP pipeline_records_consumed_total records taken
                # TYPE pipeline_records_consumed_total counter
                pipeline_records_consumed_total{application="stg-service"} 1.2345678E7
                pipeline_records_consumed_total_other 5.0
                # TYPE pipeline_records_written_total counter
                pipeline_records_written_total 17.0
                # TYPE pipeline_dead_letters_total counter
                pipeline_dead_letters_total{code="MALFORMED_JSON",note="a {b} c"} 3.0
                pipeline_dead_letters_total{code="CONTRACT_VIOLATION",} 4.0 1700000000000
                """;

        assertThat(ServiceMetrics.of(new Exposition(exposition))).isEqualTo(new ServiceMetrics(12_345_678, 17, 7));
    }

    @Test
    void missingMetricIsZero() {
        assertThat(ServiceMetrics.of(new Exposition("jvm_memory_used_bytes{area=\"heap\"} 1.0E7\n")))
                .isEqualTo(ServiceMetrics.NONE);
    }
}
