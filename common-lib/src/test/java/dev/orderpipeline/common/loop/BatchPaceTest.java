package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPaceTest {

    private final BatchPace pace = new BatchPace();

    @ParameterizedTest
    @CsvSource({"1,0.01,false", "7,0.2,false", "8,0.01,true", "124,0.248,true", "125,0.25,false", "20,0.9,false"})
    void batchesOfMediumSizeAreGathered(int records, double fill, boolean gathering) {
        pace.polled(records, fill);

        assertThat(pace.isGathering()).isEqualTo(gathering);
    }

    @Test
    void pollInVainEndsTheGathering() {
        pace.polled(20, 0.04);
        pace.polled(0, 0);

        assertThat(pace.isGathering()).isFalse();
    }
}
