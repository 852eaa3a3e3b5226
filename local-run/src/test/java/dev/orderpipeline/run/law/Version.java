package dev.orderpipeline.run.law;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/**
 * One version of an order, and the message that says it.
 *
 * @param updated what counts as {@code update_ts}
 * @param payload the payload's text in the message
 */
record Version(
        long orderId,
        LocalDateTime updated,
        LocalDateTime sent,
        LocalDateTime date,
        String status,
        String userId,
        String restaurantId,
        BigDecimal cost,
        BigDecimal payment,
        List<Item> items,
        String payload,
        String message) {

    record Item(String id, BigDecimal price, int quantity) {}

    boolean isNewerThan(Version other) {
        return updated.isAfter(other.updated) || updated.isEqual(other.updated) && sent.isAfter(other.sent);
    }
}
