package dev.orderpipeline.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.quickstart.service.ServiceMetrics;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final List<StageProgress> STAGES = List.of(
            new StageProgress(Stage.STG, new ServiceMetrics(12_000, 11_950, 50), 500, 2_400.4),
            new StageProgress(Stage.DDS, new ServiceMetrics(900, 900, 0), 11_050, 180));

    @Test
    void blockHasALineForEveryService() {
        assertThat(Progress.block(Duration.ofMillis(5_040), 12_500, STAGES))
                .containsExactly(
                        "5.0 s, 12,500 messages fed",
                        "             consumed  written     lag  rate/s  dead letters",
                        "stg-service    12,000   11,950     500   2,400            50",
                        "dds-service       900      900  11,050     180             0");
    }

    @Test
    void plainLineFitsIntoATerminal() {
        assertThat(Progress.line(Duration.ofMillis(5_040), 12_500, STAGES))
                .isEqualTo("5.0 s, 12,500 fed | STG 12,000 | DDS 900, 180/s");
    }

    @Test
    void millionsOfThreeServicesFitIntoALine() {
        List<StageProgress> stages = Stream.of(Stage.STG, Stage.DDS, Stage.CDM)
                .map(stage -> new StageProgress(stage, new ServiceMetrics(1_268_690, 0, 0), 0, 3_854))
                .toList();

        assertThat(Progress.line(Duration.ofSeconds(329), 1_268_690, stages)).hasSizeLessThanOrEqualTo(80);
    }
}
