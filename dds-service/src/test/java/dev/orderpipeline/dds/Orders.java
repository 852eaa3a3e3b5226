package dev.orderpipeline.dds;

/** Enriched orders for tests, in which all that is not given is small and the same. */
final class Orders {

    private Orders() {}

    /** A closed order of user {@code u}, of one product {@code p}. */
    static String order(int id) {
        return order(id, "u", "CLOSED", "p");
    }

    static String order(int id, String user, String status, String productName) {
        return """
                {"object_id": %1$d, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "id": %1$d, "date": "2023-04-01 20:00:00", "cost": 875.5, "payment": 800, "status": "%3$s",
                 "update_ts": "2023-04-01 20:45:43",
                 "restaurant": {"restaurant_id": "r", "restaurant_name": "R", "update_ts": "2023-08-11 16:50:44"},
                 "user": {"user_id": "%2$s", "user_name": "U", "user_login": "u", "update_ts": "2023-08-11 16:45:00"},
                 "products": {"p": {"id": "p", "name": "%4$s", "price": 1, "quantity": 1, "category": "c"}}}}""".formatted(id, user, status, productName);
    }
}
