package dev.orderpipeline.generator.order;

/**
 * An item of a restaurant's menu.
 *
 * @param price in kopecks
 * @param orderItemStart its JSON text in an order, up to the quantity, which follows
 */
record Product(String id, String name, String category, long price, String orderItemStart) {

    static Product of(String id, String name, String category, long price) {
        StringBuilder start =
                new StringBuilder("{\"id\": \"" + id + "\", \"name\": " + Json.quoted(name) + ", \"price\": ");
        Json.appendMoney(start, price);
        return new Product(
                id, name, category, price, start.append(", \"quantity\": ").toString());
    }

    void appendMenuItem(StringBuilder json) {
        json.append("{\"_id\": \"")
                .append(id)
                .append("\", \"name\": ")
                .append(Json.quoted(name))
                .append(", \"price\": ");
        Json.appendMoney(json, price);
        json.append(", \"category\": ").append(Json.quoted(category)).append('}');
    }
}
