package dev.orderpipeline.generator.order;

import dev.orderpipeline.generator.order.Names.Dish;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The users and restaurants that orders refer to. Users are generated on demand, and not held in memory. */
final class ReferenceData {

    private static final int USER = 1;
    private static final int RESTAURANT = 2;
    private static final int PRODUCT = 3;

    /** 2023-03-01 00:00:00 */
    private static final long FIRST_UPDATE = 1_677_628_800;

    private static final int UPDATE_SPAN_SECONDS = 14 * 24 * 3600;
    private static final String JUNK_ENTRY = """
            , {"_id": "", "name": "", "price": 0, "category": ""}""";

    private final GeneratorSettings settings;
    private final List<Restaurant> restaurants;

    ReferenceData(GeneratorSettings settings) {
        this.settings = settings;
        this.restaurants = IntStream.range(0, settings.restaurants())
                .mapToObj(this::restaurant)
                .toList();
    }

    List<Restaurant> restaurants() {
        return restaurants;
    }

    String userId(int user) {
        return id(USER, user);
    }

    /** All restaurants, then all users: JSON text by id. */
    Map<String, String> byId() {
        Map<String, String> entries = new LinkedHashMap<>();
        restaurants.forEach(restaurant -> entries.put(restaurant.id(), json(restaurant)));
        for (int user = 0; user < settings.users(); user++) {
            entries.put(userId(user), userJson(user));
        }
        return entries;
    }

    private Restaurant restaurant(int number) {
        RandomSequence random = random(RESTAURANT, number);
        String name = Names.RESTAURANTS.get(number % Names.RESTAURANTS.size());
        return new Restaurant(
                id(RESTAURANT, number),
                numbered(name, number / Names.RESTAURANTS.size()),
                menu(number, random),
                random.happens(0.25),
                FIRST_UPDATE + random.below(UPDATE_SPAN_SECONDS));
    }

    /** Dishes of all categories, none of them twice; a menu that is larger than that has all of them as variants, too. */
    private List<Product> menu(int restaurant, RandomSequence random) {
        List<Dish> dishes = new ArrayList<>(Names.DISHES);
        int size = random.between((settings.maxMenuItems() + 1) / 2, settings.maxMenuItems());
        List<Product> menu = new ArrayList<>(size);
        for (int position = 0; position < size; position++) {
            int variant = position / Names.DISHES.size();
            if (dishes.isEmpty()) {
                dishes.addAll(Names.DISHES);
            }
            Dish dish = dishes.remove(random.below(dishes.size()));
            String id = id(PRODUCT, restaurant * settings.maxMenuItems() + position);
            menu.add(new Product(id, numbered(dish.name(), variant), dish.category(), price(dish, random)));
        }
        return List.copyOf(menu);
    }

    /** The name with a number, but for the first of that name. */
    private static String numbered(String name, int index) {
        return index == 0 ? name : name + " №" + (index + 1);
    }

    /** In kopecks, around the usual price; kopecks themselves are rare. */
    private static long price(Dish dish, RandomSequence random) {
        long roubles = dish.roubles() + 10L * random.between(-3, 6);
        return 100 * roubles + (random.happens(0.08) ? 10L * random.between(1, 9) : 0);
    }

    private static String json(Restaurant restaurant) {
        String menu = restaurant.menu().stream().map(Product::toMenuItem).collect(Collectors.joining(", "));
        return """
                {"_id": "%s", "name": %s, "menu": [%s%s], "update_ts_utc": "%s"}""".formatted(
                        restaurant.id(),
                        Json.quoted(restaurant.name()),
                        menu,
                        restaurant.hasJunkEntry() ? JUNK_ENTRY : "",
                        TimestampStyle.PLAIN.text(restaurant.updatedAt(), 0));
    }

    private String userJson(int number) {
        RandomSequence random = random(USER, number);
        Names.People people = random.oneOf(Names.PEOPLE);
        String name = random.oneOf(people.firstNames()) + " " + random.oneOf(people.lastNames());
        String login = random.oneOf(Names.LOGINS) + "_" + number;
        String updated = TimestampStyle.PLAIN.text(FIRST_UPDATE + random.below(UPDATE_SPAN_SECONDS), 0);
        return """
                {"_id": "%s", "name": %s, "login": "%s", "update_ts_utc": "%s"}""".formatted(userId(number), Json.quoted(name), login, updated);
    }

    /** 24 hex digits: 16 random ones, then the number, which keeps the ids of one kind apart. */
    private String id(int kind, int number) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(new RandomSequence(settings.seed(), -kind, number).next()) + hex.toHexDigits(number);
    }

    private RandomSequence random(int kind, int number) {
        return new RandomSequence(settings.seed(), kind, number);
    }
}
