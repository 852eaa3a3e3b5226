package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void medianIsShownWithTheRange() {
        Samples samples = new Samples(List.of(4_300.4, 4_100.0, 5_250.6));

        assertThat(samples.whole()).isEqualTo("4,300 [4,100–5,251]");
        assertThat(samples.precise()).isEqualTo("4,300.40 [4,100.00–5,250.60]");
    }

    @Test
    void singleValueHasNoRange() {
        Samples samples = new Samples(List.of(0.625));

        assertThat(samples.precise()).isEqualTo("0.63");
    }

    @Test
    void medianOfAnEvenNumberIsTheLowerMiddle() {
        assertThat(new Samples(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2);
    }

    @Test
    void emptySamplesAreRejected() {
        assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
