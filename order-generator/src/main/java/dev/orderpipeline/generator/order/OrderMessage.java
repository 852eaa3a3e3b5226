package dev.orderpipeline.generator.order;

import java.util.List;

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
        StringBuilder json = new StringBuilder(1_200);
        StatusChange newest = history.get(0);
        json.append("{\"object_id\": ").append(orderId).append(", \"object_type\": \"order\", \"sent_dttm\": ");
        appendTimestamp(json, sentAt);
        json.append(", \"payload\": {\"restaurant\": {\"id\": \"")
                .append(restaurant.id())
                .append("\"}, \"date\": ");
        appendTimestamp(json, newest.at());
        json.append(", \"user\": {\"id\": \"").append(userId).append("\"}, \"order_items\": [");
        appendLines(json);
        long cost = cost();
        json.append("], \"bonus_payment\": ");
        Json.appendMoney(json, bonusPayment);
        json.append(", \"cost\": ");
        Json.appendMoney(json, cost);
        json.append(", \"payment\": ");
        Json.appendMoney(json, cost - bonusPayment);
        json.append(", \"bonus_grant\": 0, \"statuses\": [");
        appendHistory(json);
        json.append("], \"final_status\": \"").append(newest.status()).append('"');
        if (withUpdateTimestamp) {
            json.append(", \"update_ts\": ");
            appendTimestamp(json, newest.at());
        }
        return json.append("}}").toString();
    }

    private long cost() {
        long cost = 0;
        for (Line line : lines) {
            cost += line.product().price() * line.quantity();
        }
        return cost;
    }

    private void appendLines(StringBuilder json) {
        String separator = "";
        for (Line line : lines) {
            json.append(separator)
                    .append(line.product().orderItemStart())
                    .append(line.quantity())
                    .append('}');
            separator = ", ";
        }
    }

    private void appendHistory(StringBuilder json) {
        String separator = "";
        for (StatusChange change : history) {
            json.append(separator)
                    .append("{\"status\": \"")
                    .append(change.status())
                    .append("\", \"dttm\": ");
            appendTimestamp(json, change.at());
            json.append('}');
            separator = ", ";
        }
    }

    private void appendTimestamp(StringBuilder json, long epochSecond) {
        json.append('"');
        style.append(json, epochSecond, microseconds);
        json.append('"');
    }
}
