package dev.orderpipeline.run.law;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small world of users and restaurants in which everything happens that reference data can do. */
final class World {

    /** @param stamp null where the reference data has none */
    record User(String id, String name, String login, String stamp) {}

    /** @param stamp null where the reference data has none */
    record Restaurant(String id, String name, String stamp, List<MenuItem> menu) {

        MenuItem item(String itemId) {
            return menu.stream()
                    .filter(item -> item.id().equals(itemId))
                    .findFirst()
                    .orElseThrow();
        }
    }

    record MenuItem(String id, String name, String category) {}

    /** Users whose orders never change hands come first. */
    static final List<User> USERS = List.of(
            new User("626a81ce9a8cd1920641e291", "Иван", "ivan", "2023-08-11 16:45:00"),
            new User("626a81ce9a8cd1920641e292", "O'Brien \\ | \"x\"", "a|b", "2023-08-11 16:45:00.25"),
            new User("user-3", "", "", "2023-08-11 16:45:01"),
            new User("user-4", "Zoë 🍕", "zoe", null),
            new User("mover-1", "Mover", "mover1", "2023-08-11 16:45:00"),
            new User("mover-2", "Mover", "mover2", "2023-08-11 16:45:00"));

    static final int SETTLED_USERS = 4;

    static final List<Restaurant> RESTAURANTS = List.of(
            new Restaurant(
                    "626a81cfefa404208fe9abae",
                    "Кофейня №1",
                    "2023-08-11 16:50:44",
                    List.of(
                            new MenuItem("p-soup", "Борщ", "Супы"),
                            new MenuItem("p-stew", "Stew", "Супы"),
                            new MenuItem("p-cake", "Торт | \\", "Десерты"),
                            new MenuItem("p-shared", "Shared A", "Закуски"))),
            new Restaurant(
                    "r-2",
                    "Вкус Индии",
                    "2023-08-11 16:50:44.5",
                    List.of(
                            new MenuItem("p-rice", "Рис", "Гарниры"),
                            new MenuItem("p-naan", "Наан", "Закуски"),
                            new MenuItem("p-shared", "Shared B", "Закуски"))),
            new Restaurant("r-3", "No stamp", null, List.of(new MenuItem("p-tea", "Чай", "Напитки"))));

    private World() {}

    static User user(String id) {
        return USERS.stream().filter(user -> user.id().equals(id)).findFirst().orElseThrow();
    }

    static Restaurant restaurant(String id) {
        return RESTAURANTS.stream()
                .filter(restaurant -> restaurant.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** As Redis holds it: values by key. */
    static Map<String, String> referenceData() {
        Map<String, String> values = new TreeMap<>(Comparator.naturalOrder());
        for (User user : USERS) {
            values.put(
                    user.id(),
                    "{\"_id\": %s, \"name\": %s, \"login\": %s%s}"
                            .formatted(
                                    Text.json(user.id()),
                                    Text.json(user.name()),
                                    Text.json(user.login()),
                                    stamp(user.stamp())));
        }
        for (Restaurant restaurant : RESTAURANTS) {
            List<String> menu = restaurant.menu().stream()
                    .map(item -> "{\"_id\": %s, \"name\": %s, \"price\": 1, \"category\": %s}"
                            .formatted(Text.json(item.id()), Text.json(item.name()), Text.json(item.category())))
                    .toList();
            values.put(
                    restaurant.id(),
                    "{\"name\": %s%s, \"menu\": [{\"_id\": \"\", \"name\": \"\", \"category\": \"\"}, %s]}"
                            .formatted(
                                    Text.json(restaurant.name()), stamp(restaurant.stamp()), String.join(", ", menu)));
        }
        return values;
    }

    private static String stamp(String stamp) {
        return stamp == null ? "" : ", \"update_ts_utc\": " + Text.json(stamp);
    }
}
