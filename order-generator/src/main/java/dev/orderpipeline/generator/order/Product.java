package dev.orderpipeline.generator.order;

/**
 * An item of a restaurant's menu.
 *
 * @param price in kopecks
 */
record Product(String id, String name, String category, long price) {

    String toOrderItem(int quantity) {
        return "{\"id\": \"" + id + "\", \"name\": " + Json.quoted(name) + ", \"price\": " + Json.money(price)
                + ", \"quantity\": " + quantity + "}";
    }

    String toMenuItem() {
        return "{\"_id\": \"" + id + "\", \"name\": " + Json.quoted(name) + ", \"price\": " + Json.money(price)
                + ", \"category\": " + Json.quoted(category) + "}";
    }
}
