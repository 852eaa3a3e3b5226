package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StandstillTest {

    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);

    private static final long END = 100;

    private final Standstill standstill = new Standstill();

    @Test
    void longestTimeOfOnePartitionCounts() {
        sample(0, 5, 5);
        sample(1, 6, 5);
        sample(4, 6, 7);
        sample(5, 9, 9);

        assertThat(standstill.longest()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void standstillThatHasNotEndedCounts() {
        sample(0, 5, 5);
        sample(7, 6, 5);

        assertThat(standstill.longest()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void timeWithoutRecordsDoesNotCount() {
        sample(0, 5, END);
        sample(7, END, END);
        sample(20, END, END);

        assertThat(standstill.longest()).isEqualTo(Duration.ofSeconds(7));
    }

    private void sample(long seconds, long first, long second) {
        standstill.sample(
                Map.of(FIRST, END, SECOND, END),
                Map.of(FIRST, first, SECOND, second),
                Duration.ofSeconds(seconds).toNanos());
    }
}
