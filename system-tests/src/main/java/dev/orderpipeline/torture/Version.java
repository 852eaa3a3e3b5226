package dev.orderpipeline.torture;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/**
 * One version of an order, and the message that says it.
 *
 * @param updated what counts as {@code update_ts}
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
        String message) {

    private static final String BEFORE_PAYLOAD = "\"payload\": ";

    record Item(String id, BigDecimal price, int quantity) {}

    static Version newer(Version one, Version other) {
        return other.isNewerThan(one) ? other : one;
    }

    private boolean isNewerThan(Version other) {
        return updated.isAfter(other.updated) || updated.isEqual(other.updated) && sent.isAfter(other.sent);
    }

    Version withMessage(String other) {
        return new Version(orderId, updated, sent, date, status, userId, restaurantId, cost, payment, items, other);
    }

    /** The payload's text in the message. */
    String payload() {
        int start = message.indexOf(BEFORE_PAYLOAD) + BEFORE_PAYLOAD.length();
        return message.substring(start, message.length() - 1);
    }
}
