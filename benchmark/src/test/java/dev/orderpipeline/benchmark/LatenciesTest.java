package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentileIsByRank() {
        Latencies latencies = upTo(2_000);

        assertThat(latencies.percentile(0.5)).isEqualTo("1000");
        assertThat(latencies.percentile(0.99)).isEqualTo("1980");
        assertThat(latencies.percentile(0.999)).isEqualTo("1998");
        assertThat(latencies.percentile(1)).isEqualTo("2000");
    }

    @Test
    void highPercentilesRequireEnoughOrders() {
        Latencies latencies = upTo(40);

        assertThat(latencies.percentile(0.5)).isEqualTo("20");
        assertThat(latencies.percentile(0.99)).isEqualTo("–");
        assertThat(latencies.percentile(0.999)).isEqualTo("–");
        assertThat(latencies.percentile(1)).isEqualTo("40");
    }

    @Test
    void noOrdersHaveNoPercentile() {
        assertThat(new Latencies(List.of()).percentile(0.5)).isEqualTo("–");
        assertThat(new Latencies(List.of()).percentile(1)).isEqualTo("–");
    }

    private static Latencies upTo(long milliseconds) {
        return new Latencies(LongStream.rangeClosed(1, milliseconds).boxed().toList());
    }
}
