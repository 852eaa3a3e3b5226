package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void medianIsShownWithTheRange() {
        Figures figures = new Figures(List.of(4_300.4, 4_100.0, 5_250.6));

        assertThat(figures.whole()).isEqualTo("4,300 [4,100–5,251]");
        assertThat(figures.precise()).isEqualTo("4,300.40 [4,100.00–5,250.60]");
    }

    @Test
    void whatWasMeasuredOnceHasNoRange() {
        Figures figures = new Figures(List.of(0.625));

        assertThat(figures.precise()).isEqualTo("0.63");
    }

    @Test
    void ofAnEvenNumberTheLowerInTheMiddleIsTheMedian() {
        assertThat(new Figures(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2);
    }

    @Test
    void withoutAMeasurementThereAreNoFigures() {
        assertThatThrownBy(() -> new Figures(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
