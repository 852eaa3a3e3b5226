package dev.orderpipeline.torture;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A few users and restaurants with every peculiarity of reference data. The ids and categories of every seed differ.
 */
final class SeedReferenceData {

    record User(
            String id, String name, String login, @Nullable String stamp) {}

    record Restaurant(String id, String name, @Nullable String stamp, List<MenuItem> menu) {

        MenuItem item(String itemId) {
            return find(menu.stream(), MenuItem::id, itemId);
        }
    }

    record MenuItem(String id, String name, String category) {}

    private final List<User> settled;
    private final List<User> movers;
    private final List<Restaurant> restaurants;
    private final String suffix;

    SeedReferenceData(long seed) {
        suffix = "-" + Long.toHexString(seed);
        settled = List.of(
                user("626a81ce9a8cd1920641e291", "Иван", "ivan", "2023-08-11 16:45:00"),
                user("626a81ce9a8cd1920641e292", "O'Brien \\ | \"x\"", "a|b", "2023-08-11 16:45:00.25"),
                user("user|3\\", "", "", "2023-08-11 16:45:01"),
                user("user-4", "Zoë 🍕", "zoe", null));
        movers = List.of(
                user("mover-1", "Mover", "mover1", "2023-08-11 16:45:00"),
                user("mover-2", "Mover", "mover2", "2023-08-11 16:45:00"));
        restaurants = List.of(
                restaurant(
                        "626a81cfefa404208fe9abae",
                        "Кофейня №1",
                        "2023-08-11 16:50:44",
                        item("p-soup", "Борщ", "Супы"),
                        item("p-stew", "Stew", "Супы"),
                        item("p|cake\\", "Торт | \\", "Десерты | \\"),
                        item("p-shared", "Shared A", "Закуски")),
                restaurant(
                        "r-2",
                        "Вкус Индии",
                        "2023-08-11 16:50:44.5",
                        item("p-rice", "Рис", "Гарниры"),
                        item("p-naan", "Наан", "Закуски"),
                        item("p-shared", "Shared B", "Гарниры")),
                restaurant(
                        "r-3",
                        "No stamp",
                        null,
                        item("p-tea", "Чай", "Напитки"),
                        item("p-shared", "Shared C", "Напитки")));
    }

    /** Users whose orders never move to another user. */
    List<User> settled() {
        return settled;
    }

    /** Users whose orders may move among them. */
    List<User> movers() {
        return movers;
    }

    List<Restaurant> restaurants() {
        return restaurants;
    }

    User user(String id) {
        return find(Stream.concat(settled.stream(), movers.stream()), User::id, id);
    }

    Restaurant restaurant(String id) {
        return find(restaurants.stream(), Restaurant::id, id);
    }

    private static <T> T find(Stream<T> entries, Function<T, String> idOf, String id) {
        return entries.filter(entry -> idOf.apply(entry).equals(id)).findFirst().orElseThrow();
    }

    /** As Redis holds it: values by key. */
    Map<String, String> referenceData() {
        Map<String, String> values = new TreeMap<>();
        settled.forEach(user -> values.put(user.id(), json(user)));
        movers.forEach(user -> values.put(user.id(), json(user)));
        restaurants.forEach(restaurant -> values.put(restaurant.id(), json(restaurant)));
        return values;
    }

    private User user(String id, String name, String login, @Nullable String stamp) {
        return new User(id + suffix, name, login, stamp);
    }

    private Restaurant restaurant(String id, String name, @Nullable String stamp, MenuItem... menu) {
        return new Restaurant(id + suffix, name, stamp, List.of(menu));
    }

    private MenuItem item(String id, String name, String category) {
        return new MenuItem(id + suffix, name, category + suffix);
    }

    private static String json(User user) {
        return "{\"_id\": %s, \"name\": %s, \"login\": %s%s}"
                .formatted(
                        Notation.json(user.id()),
                        Notation.json(user.name()),
                        Notation.json(user.login()),
                        stamp(user.stamp()));
    }

    private static String json(Restaurant restaurant) {
        List<String> menu = restaurant.menu().stream()
                .map(item -> "{\"_id\": %s, \"name\": %s, \"price\": 1, \"category\": %s}"
                        .formatted(
                                Notation.json(item.id()), Notation.json(item.name()), Notation.json(item.category())))
                .toList();
        return "{\"name\": %s%s, \"menu\": [{\"_id\": \"\", \"name\": \"\", \"category\": \"\"}, %s]}"
                .formatted(Notation.json(restaurant.name()), stamp(restaurant.stamp()), String.join(", ", menu));
    }

    private static String stamp(@Nullable String stamp) {
        return stamp == null ? "" : ", \"update_ts_utc\": " + Notation.json(stamp);
    }
}
