package dev.orderpipeline.quickstart.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {

    @Test
    void samplesAreAddedUpByALabel() {
        Exposition exposition = new Exposition("""
                pipeline_step_seconds_count{step="poll"} 7
                pipeline_step_seconds_sum{service="stg",step="poll"} 1.5
                pipeline_step_seconds_sum{service="dds",step="poll"} 2.0
                pipeline_step_seconds_sum{step="write",service="stg"} 4E-1
                pipeline_step_seconds_sum{otherstep="write"} 9
                """);

        assertThat(exposition.sumBy("step", "pipeline_step_seconds_sum")).isEqualTo(Map.of("poll", 3.5, "write", 0.4));
        assertThat(exposition.sumBy("step", "no_such_metric")).isEmpty();
    }
}
