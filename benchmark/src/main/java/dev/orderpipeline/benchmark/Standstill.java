package dev.orderpipeline.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/** The longest time in which a partition had records to process, and no commit. */
final class Standstill {

    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> waitingSince = new HashMap<>();
    private long longest;

    /**
     * @param ends the end offsets of all partitions
     * @param committed offsets, read after the ends
     * @param now in nanoseconds
     */
    void sample(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed, long now) {
        ends.forEach((partition, end) -> {
            long offset = committed.getOrDefault(partition, 0L);
            boolean advanced = !Objects.equals(offsets.put(partition, offset), offset);
            boolean waiting = offset < end;
            if (advanced || waiting) {
                longest = Math.max(longest, now - waitingSince.getOrDefault(partition, now));
            }
            if (advanced || !waiting) {
                waitingSince.put(partition, now);
            }
        });
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }
}
