package dev.orderpipeline.common.message;

import java.time.LocalDateTime;
import java.util.Comparator;

/**
 * The version of an order, ordered by the time of the update, then of the sending. Two messages of one order with the
 * same version are duplicates.
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
