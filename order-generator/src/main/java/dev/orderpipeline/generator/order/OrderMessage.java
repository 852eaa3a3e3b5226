package dev.orderpipeline.generator.order;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One version of an order, as the source sends it.
 *
 * @param sentAt in seconds since 1970
 * @param bonusPayment in kopecks
 * @param history the statuses so far, newest first; never empty
 * @param microseconds the fraction of every timestamp, where the style has one
 */
record OrderMessage(
        long orderId,
        long sentAt,
        Restaurant restaurant,
        String userId,
        List<Line> lines,
        long bonusPayment,
        List<StatusChange> history,
        TimestampStyle style,
        int microseconds,
        boolean withUpdateTimestamp) {

    /** An ordered item. */
    record Line(Product product, int quantity) {}

    /** When the order came to have a status, in seconds since 1970. */
    record StatusChange(String status, long at) {}

    String toJson() {
        StatusChange newest = history.get(0);
        long cost = 0;
        for (Line line : lines) {
            cost += line.product().price() * line.quantity();
        }
        return """
                {"object_id": %s, "object_type": "order", "sent_dttm": "%s", "payload": \
                {"restaurant": {"id": "%s"}, "date": "%s", "user": {"id": "%s"}, "order_items": [%s], \
                "bonus_payment": %s, "cost": %s, "payment": %s, "bonus_grant": 0, "statuses": [%s], \
                "final_status": "%s"%s}}""".formatted(
                        orderId,
                        timestamp(sentAt),
                        restaurant.id(),
                        timestamp(newest.at()),
                        userId,
                        joined(lines, line -> line.product().toOrderItem(line.quantity())),
                        Json.money(bonusPayment),
                        Json.money(cost),
                        Json.money(cost - bonusPayment),
                        joined(history, this::toJson),
                        newest.status(),
                        withUpdateTimestamp ? ", \"update_ts\": \"" + timestamp(newest.at()) + '"' : "");
    }

    private String toJson(StatusChange change) {
        return "{\"status\": \"" + change.status() + "\", \"dttm\": \"" + timestamp(change.at()) + "\"}";
    }

    private String timestamp(long epochSecond) {
        return style.text(epochSecond, microseconds);
    }

    private static <T> String joined(List<T> items, Function<T, String> json) {
        return items.stream().map(json).collect(Collectors.joining(", "));
    }
}
