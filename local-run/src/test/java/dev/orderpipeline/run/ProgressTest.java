package dev.orderpipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final List<StageProgress> STAGES = List.of(
            new StageProgress(Stage.STG, new ServiceMetrics(12_000, 11_950, 50), 500, 2_400.4),
            new StageProgress(Stage.DDS, new ServiceMetrics(900, 900, 0), 11_050, 180));

    @Test
    void aBlockHasALineForEveryService() {
        assertThat(Progress.block(Duration.ofMillis(5_040), 12_500, STAGES))
                .containsExactly(
                        "5.0 s, 12,500 messages fed",
                        "             consumed  written     lag  rate/s  dead letters",
                        "stg-service    12,000   11,950     500   2,400            50",
                        "dds-service       900      900  11,050     180             0");
    }

    @Test
    void aPlainLineHoldsTheSame() {
        assertThat(Progress.line(Duration.ofMillis(5_040), 12_500, STAGES))
                .isEqualTo("5.0 s, 12,500 fed"
                        + " | STG consumed 12,000, written 11,950, lag 500, 2,400/s, dead letters 50"
                        + " | DDS consumed 900, written 900, lag 11,050, 180/s, dead letters 0");
    }
}
