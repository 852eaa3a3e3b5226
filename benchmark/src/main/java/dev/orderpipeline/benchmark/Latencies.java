package dev.orderpipeline.benchmark;

import java.util.List;

/**
 * The latency of each order.
 *
 * @param milliseconds in ascending order; without orders that have no counter of their own, because they have no items or
 *     another order of the user is in the same batch
 */
record Latencies(List<Long> milliseconds) {

    int orders() {
        return milliseconds.size();
    }

    /**
     * The percentile in milliseconds, as text.
     *
     * @param share 0 to 1
     * @return a dash if there are too few orders
     */
    String percentile(double share) {
        int rank = (int) Math.ceil(share * orders());
        boolean enough = rank > 0 && (share == 1 || orders() * (1 - share) >= 1);
        return enough ? String.valueOf(milliseconds.get(rank - 1)) : "–";
    }
}
