package dev.orderpipeline.generator.feed;

import java.util.HashSet;
import java.util.Set;

/**
 * How many of the first records of a stream have been acknowledged without a gap: a feed that continues there leaves
 * none out. Partitions acknowledge independently of each other. Safe for use by several threads.
 */
final class AcknowledgedPrefix {

    private final Set<Long> beyond = new HashSet<>();
    private long length;

    /** @param index of the record in the stream, counted from 0 */
    synchronized void add(long index) {
        if (index != length) {
            beyond.add(index);
            return;
        }
        length++;
        while (beyond.remove(length)) {
            length++;
        }
    }

    synchronized long length() {
        return length;
    }
}
