package dev.orderpipeline.common.message;

import java.time.LocalDateTime;
import java.util.Comparator;

/**
 * Which of two messages of one order is the newer one: that with the later update, of the same update the one sent
 * later. Two messages with the same version are the same message.
 *
 * @param updated the order's {@code update_ts}, or {@code sent_dttm} where that is missing
 */
public record OrderVersion(LocalDateTime updated, LocalDateTime sent) implements Comparable<OrderVersion> {

    private static final Comparator<OrderVersion> OLDEST_FIRST =
            Comparator.comparing(OrderVersion::updated).thenComparing(OrderVersion::sent);

    @Override
    public int compareTo(OrderVersion other) {
        return OLDEST_FIRST.compare(this, other);
    }

    public boolean isNewerThan(OrderVersion other) {
        return compareTo(other) > 0;
    }
}
