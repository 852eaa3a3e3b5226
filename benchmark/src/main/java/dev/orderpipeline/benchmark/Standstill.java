package dev.orderpipeline.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The longest time in which a partition that gets records all the time had no commit. */
final class Standstill {

    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> changedAt = new HashMap<>();
    private long longest;

    /**
     * @param committed offsets of all partitions
     * @param now in nanoseconds
     */
    void sample(Map<TopicPartition, Long> committed, long now) {
        committed.forEach((partition, offset) -> {
            longest = Math.max(longest, now - changedAt.getOrDefault(partition, now));
            if (!offset.equals(offsets.put(partition, offset))) {
                changedAt.put(partition, now);
            }
        });
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }
}
