package dev.orderpipeline.cdm;

import java.util.UUID;

/** Order reports for tests, in which keys are made of small numbers. */
public final class Reports {

    private Reports() {}

    public static String report(int order, int user, String status, String updated, String... products) {
        return reportFromMenu(order, user, status, updated, "2023-08-11 16:50:44", products);
    }

    public static String reportFromMenu(
            int order, int user, String status, String updated, String menuStamp, String... products) {
        return """
                {"object_id": "%1$s", "object_type": "order_report", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "id": "%1$s", "order_dt": "2023-04-01 20:45:43", "status": "%3$s", "update_ts": "%4$s",
                 "restaurant": {"id": "%1$s", "name": "Вкус", "update_ts": "%5$s"},
                 "user": {"id": "%2$s", "username": "Иван"}, "products": [%6$s]}}""".formatted(key(order), key(user), status, updated, menuStamp, String.join(", ", products));
    }

    public static String product(int product, String name, int category) {
        return """
                {"id": "%s", "name": "%s", "category": {"id": "%s", "name": "category %d"}}""".formatted(key(product), name, key(category), category);
    }

    public static String key(int number) {
        return new UUID(0, number).toString();
    }
}
