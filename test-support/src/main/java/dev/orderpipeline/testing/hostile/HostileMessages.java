package dev.orderpipeline.testing.hostile;

import java.util.UUID;

/** Valid messages and reference data; a message has no id in common with those of other numbers. */
public final class HostileMessages {

    /** The user, the restaurant and the items of its menu that every order event names. */
    public static final String USER = "hostile-user";

    public static final String RESTAURANT = "hostile-restaurant";
    public static final String NAMED_ITEM = "named";
    public static final String NAMELESS_ITEM = "nameless";

    private HostileMessages() {}

    public static Part orderEvent(long number) {
        return Part.of(
                PartKind.OBJECT,
                "",
                Part.value(PartKind.ID, "object_id", Long.toString(number)),
                Part.text(PartKind.TYPE, "object_type", "order"),
                Part.text(PartKind.TIMESTAMP, "sent_dttm", "2023-04-08 20:27:36"),
                Part.of(
                        PartKind.OBJECT,
                        "payload",
                        Part.of(PartKind.OBJECT, "restaurant", Part.text(PartKind.REFERENCE, "id", RESTAURANT)),
                        Part.text(PartKind.TIMESTAMP, "date", "2023-04-01 20:45:43"),
                        Part.of(PartKind.OBJECT, "user", Part.text(PartKind.REFERENCE, "id", USER)),
                        Part.of(PartKind.ARRAY, "order_items", orderItem(NAMED_ITEM), orderItem(NAMELESS_ITEM)),
                        Part.value(PartKind.UNREAD, "bonus_payment", "0"),
                        Part.value(PartKind.MONEY, "cost", "875.00000"),
                        Part.value(PartKind.MONEY, "payment", "870.50000"),
                        Part.value(PartKind.UNREAD, "statuses", "[{\"status\":\"OPEN\"}]"),
                        Part.text(PartKind.NON_BLANK, "final_status", "CLOSED"),
                        Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts", "2023-04-01 20:45:43")));
    }

    private static Part orderItem(String id) {
        return Part.of(
                PartKind.OBJECT,
                "item " + id,
                Part.text(PartKind.REFERENCE, "id", id),
                Part.text(PartKind.TEXT, "name", "Рис"),
                Part.value(PartKind.MONEY, "price", "175.00000"),
                Part.value(PartKind.COUNT, "quantity", "5"));
    }

    public static Part enrichedOrder(long number) {
        return Part.of(
                PartKind.OBJECT,
                "",
                Part.value(PartKind.ID, "object_id", Long.toString(number)),
                Part.text(PartKind.TYPE, "object_type", "order"),
                Part.text(PartKind.TIMESTAMP, "sent_dttm", "2023-04-08 20:27:36"),
                Part.of(
                        PartKind.OBJECT,
                        "payload",
                        Part.value(PartKind.UNREAD, "bonus", "0"),
                        Part.text(PartKind.TIMESTAMP, "date", "2023-04-01 20:45:43"),
                        Part.value(PartKind.MONEY, "cost", "875.00000"),
                        Part.value(PartKind.MONEY, "payment", "870.50000"),
                        Part.text(PartKind.NON_BLANK, "status", "CLOSED"),
                        Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts", "2023-04-01 20:45:43"),
                        Part.of(
                                PartKind.OBJECT,
                                "restaurant",
                                Part.text(PartKind.KEY, "restaurant_id", "restaurant " + number),
                                Part.text(PartKind.TEXT, "restaurant_name", "Вкус Индии"),
                                Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts", "2023-08-11 16:50:44")),
                        Part.of(
                                PartKind.OBJECT,
                                "user",
                                Part.text(PartKind.KEY, "user_id", "user " + number),
                                Part.text(PartKind.TEXT, "user_name", "Иван"),
                                Part.text(PartKind.TEXT, "user_login", "ivan"),
                                Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts", "2023-08-11 16:45:00")),
                        Part.of(
                                PartKind.MAP,
                                "products",
                                enrichedProduct("one " + number),
                                enrichedProduct("other " + number))));
    }

    private static Part enrichedProduct(String id) {
        return Part.of(
                PartKind.OBJECT,
                id,
                Part.text(PartKind.KEY, "id", id),
                Part.text(PartKind.TEXT, "name", "Рис"),
                Part.value(PartKind.MONEY, "price", "175.00000"),
                Part.value(PartKind.COUNT, "quantity", "5"),
                Part.text(PartKind.NON_BLANK, "category", "Гарниры"));
    }

    public static Part orderReport(long number) {
        return Part.of(
                PartKind.OBJECT,
                "",
                Part.text(PartKind.UUID, "object_id", key(number, 0)),
                Part.text(PartKind.TYPE, "object_type", "order_report"),
                Part.text(PartKind.TIMESTAMP, "sent_dttm", "2023-04-08 20:27:36"),
                Part.of(
                        PartKind.OBJECT,
                        "payload",
                        Part.value(PartKind.UNREAD, "bonus", "0"),
                        Part.text(PartKind.TIMESTAMP, "order_dt", "2023-04-01 20:45:43"),
                        Part.text(PartKind.NON_BLANK, "status", "CLOSED"),
                        Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts", "2023-04-01 20:45:43"),
                        Part.of(
                                PartKind.OBJECT,
                                "restaurant",
                                Part.text(PartKind.UUID, "id", key(number, 1)),
                                Part.text(PartKind.TEXT, "name", "Вкус Индии"),
                                Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts", "2023-08-11 16:50:44")),
                        Part.of(
                                PartKind.OBJECT,
                                "user",
                                Part.text(PartKind.UUID, "id", key(number, 2)),
                                Part.text(PartKind.TEXT, "username", "Иван")),
                        Part.of(PartKind.ARRAY, "products", reportedProduct(number, 3), reportedProduct(number, 5))));
    }

    private static Part reportedProduct(long number, int part) {
        return Part.of(
                PartKind.OBJECT,
                "product " + part,
                Part.text(PartKind.UUID, "id", key(number, part)),
                Part.text(PartKind.TEXT, "name", "Рис"),
                Part.of(
                        PartKind.OBJECT,
                        "category",
                        Part.text(PartKind.UUID, "id", key(number, part + 1)),
                        Part.text(PartKind.TEXT, "name", "Гарниры")));
    }

    private static String key(long number, int part) {
        return new UUID(0xabcdefabcdefabcdL, (number << 8) + part).toString();
    }

    public static Part user(long number) {
        return Part.of(
                PartKind.OBJECT,
                "",
                Part.text(PartKind.UNREAD, "_id", "user " + number),
                Part.text(PartKind.TEXT, "name", "Иван"),
                Part.text(PartKind.TEXT, "login", "ivan"),
                Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts_utc", "2023-08-11 16:45:00"));
    }

    public static Part restaurant(long number) {
        return Part.of(
                PartKind.OBJECT,
                "",
                Part.text(PartKind.UNREAD, "_id", "restaurant " + number),
                Part.text(PartKind.TEXT, "name", "Вкус Индии"),
                Part.text(PartKind.OPTIONAL_TIMESTAMP, "update_ts_utc", "2023-08-11 16:50:44"),
                Part.of(PartKind.ARRAY, "menu", menuItem("one"), menuItem("other")));
    }

    private static Part menuItem(String id) {
        return Part.of(
                PartKind.OBJECT,
                "item " + id,
                Part.text(PartKind.KEY, "_id", id),
                Part.text(PartKind.TEXT, "name", "Рис"),
                Part.value(PartKind.UNREAD, "price", "175"),
                Part.text(PartKind.NON_BLANK, "category", "Гарниры"));
    }
}
