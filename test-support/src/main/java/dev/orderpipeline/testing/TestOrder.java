package dev.orderpipeline.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An order as JSON in the messages of the pipeline. {@link #of} is the default order; tests state what differs. No text
 * is escaped.
 *
 * @param products at most one for each id
 */
public record TestOrder(
        long id,
        String status,
        String sent,
        String updated,
        String date,
        User user,
        Restaurant restaurant,
        List<Product> products) {

    private static final String REFERENCE_STAMP = "2023-08-11 16:50:44";

    public record User(String id, String name, String login) {}

    public record Restaurant(String id, String name) {}

    /** @param price as it is written in JSON */
    public record Product(String id, String name, String price, int quantity, String category) {}

    /** A closed order of one product {@code p} by user {@code u} in restaurant {@code r}. */
    public static TestOrder of(long id) {
        return new TestOrder(
                id,
                "CLOSED",
                "2023-04-08 20:27:36",
                "2023-04-01 20:45:43",
                "2023-04-01 20:00:00",
                new User("u", "U", "u"),
                new Restaurant("r", "R"),
                List.of(new Product("p", "p", "1", 1, "c")));
    }

    public TestOrder withStatus(String newStatus) {
        return new TestOrder(id, newStatus, sent, updated, date, user, restaurant, products);
    }

    public TestOrder withSent(String newStamp) {
        return new TestOrder(id, status, newStamp, updated, date, user, restaurant, products);
    }

    public TestOrder withUpdated(String newStamp) {
        return new TestOrder(id, status, sent, newStamp, date, user, restaurant, products);
    }

    public TestOrder withDate(String newDate) {
        return new TestOrder(id, status, sent, updated, newDate, user, restaurant, products);
    }

    /** The same user with another id. */
    public TestOrder withUser(String userId) {
        return withUser(new User(userId, user.name(), user.login()));
    }

    public TestOrder withUser(User newUser) {
        return new TestOrder(id, status, sent, updated, date, newUser, restaurant, products);
    }

    public TestOrder withRestaurant(Restaurant newRestaurant) {
        return new TestOrder(id, status, sent, updated, date, user, newRestaurant, products);
    }

    /** The same products with another name. */
    public TestOrder withProductName(String name) {
        return withProducts(products.stream()
                .map(product ->
                        new Product(product.id(), name, product.price(), product.quantity(), product.category()))
                .toArray(Product[]::new));
    }

    public TestOrder withProducts(Product... newProducts) {
        return new TestOrder(id, status, sent, updated, date, user, restaurant, List.of(newProducts));
    }

    /** The source message, which STG consumes. */
    public String event() {
        return """
                {"object_id": %d, "object_type": "order", "sent_dttm": "%s", "payload": {
                 "restaurant": {"id": "%s"}, "date": "%s", "user": {"id": "%s"}, "order_items": [%s],
                 "cost": 875.5, "payment": 800, "final_status": "%s", "update_ts": "%s"}}""".formatted(id, sent, restaurant.id(), date, user.id(), join(TestOrder::item), status, updated);
    }

    /** The enriched order, which DDS consumes. */
    public String enriched() {
        return """
                {"object_id": %1$d, "object_type": "order", "sent_dttm": "%2$s", "payload": {
                 "id": %1$d, "date": "%3$s", "cost": 875.5, "payment": 800, "status": "%4$s", "update_ts": "%5$s",
                 "restaurant": {"restaurant_id": "%6$s", "restaurant_name": "%7$s", "update_ts": "%8$s"},
                 "user": {"user_id": "%9$s", "user_name": "%10$s", "user_login": "%11$s",
                          "update_ts": "2023-08-11 16:45:00"},
                 "products": {%12$s}}}""".formatted(
                        id,
                        sent,
                        date,
                        status,
                        updated,
                        restaurant.id(),
                        restaurant.name(),
                        REFERENCE_STAMP,
                        user.id(),
                        user.name(),
                        user.login(),
                        join(TestOrder::product));
    }

    /** What Redis has to hold so that STG can enrich the order: values by key. */
    public Map<String, String> referenceData() {
        return Map.of(
                user.id(), "{\"name\": \"%s\", \"login\": \"%s\"}".formatted(user.name(), user.login()),
                restaurant.id(),
                        "{\"name\": \"%s\", \"menu\": [%s]}".formatted(restaurant.name(), join(TestOrder::menuItem)));
    }

    private String join(Function<Product, String> json) {
        return products.stream().map(json).collect(Collectors.joining(", "));
    }

    private static String item(Product product) {
        return "{\"id\": \"%s\", \"name\": \"%s\", \"price\": %s, \"quantity\": %d}"
                .formatted(product.id(), product.name(), product.price(), product.quantity());
    }

    private static String product(Product product) {
        return "\"%1$s\": {\"id\": \"%1$s\", \"name\": \"%2$s\", \"price\": %3$s, \"quantity\": %4$d, \"category\": \"%5$s\"}"
                .formatted(product.id(), product.name(), product.price(), product.quantity(), product.category());
    }

    private static String menuItem(Product product) {
        return "{\"_id\": \"%s\", \"name\": \"%s\", \"category\": \"%s\"}"
                .formatted(product.id(), product.name(), product.category());
    }
}
