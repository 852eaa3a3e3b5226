package dev.orderpipeline.torture;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/**
 * One version of an order, and its message.
 *
 * @param updated the effective {@code update_ts}
 */
record OrderRevision(
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

    static OrderRevision newer(OrderRevision one, OrderRevision other) {
        return other.isNewerThan(one) ? other : one;
    }

    private boolean isNewerThan(OrderRevision other) {
        return updated.isAfter(other.updated) || updated.isEqual(other.updated) && sent.isAfter(other.sent);
    }

    OrderRevision withMessage(String other) {
        return new OrderRevision(
                orderId, updated, sent, date, status, userId, restaurantId, cost, payment, items, other);
    }

    /** The payload's text in the message. */
    String payload() {
        int start = message.indexOf(BEFORE_PAYLOAD) + BEFORE_PAYLOAD.length();
        return message.substring(start, message.length() - 1);
    }
}
