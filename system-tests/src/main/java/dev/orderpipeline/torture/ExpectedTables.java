package dev.orderpipeline.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must stand in every table, worked out from the set of messages in the plainest way, by code that shares nothing
 * with the services. A row is its values joined with a bar, without surrogate ids and load columns.
 */
final class ExpectedTables {

    private final World world;
    private final Map<String, SortedSet<String>> rows = new TreeMap<>();
    private final Map<Long, LocalDateTime> orderDates = new TreeMap<>();

    private ExpectedTables(World world) {
        this.world = world;
    }

    /** Rows by table. */
    static Map<String, SortedSet<String>> of(World world, Collection<Message> messages) {
        ExpectedTables tables = new ExpectedTables(world);
        Map<Long, Version> newest = new TreeMap<>();
        Map<Long, Version> newestComplete = new TreeMap<>();
        for (Message message : messages) {
            Version version = message.version();
            if (message.isComplete() || message.lacksReference()) {
                newest.merge(version.orderId(), version, Version::newer);
            }
            if (message.isComplete()) {
                newestComplete.merge(version.orderId(), version, Version::newer);
                tables.addToVault(version);
            }
        }
        tables.orderDates.forEach(
                (order, date) -> tables.add("dds.h_order", key("" + order), "" + order, Text.timestamp(date)));
        newest.values().forEach(tables::addToStaging);
        tables.addCounters(newestComplete.values());
        return tables.rows;
    }

    private void addToStaging(Version version) {
        add("stg.order_events", "" + version.orderId(), "order", Text.timestamp(version.sent()), version.payload());
    }

    private void addToVault(Version version) {
        String order = "" + version.orderId();
        World.User user = world.user(version.userId());
        World.Restaurant restaurant = world.restaurant(version.restaurantId());
        String updated = Text.timestamp(version.updated());
        String userStamp = stamp(user.stamp(), version);
        String menuStamp = stamp(restaurant.stamp(), version);
        String cost = Text.money(version.cost());
        String payment = Text.money(version.payment());

        orderDates.merge(version.orderId(), version.date(), (one, other) -> one.isBefore(other) ? one : other);
        add("dds.h_user", key(user.id()), user.id());
        add("dds.h_restaurant", key(restaurant.id()), restaurant.id());
        add("dds.l_order_user", key(order, user.id()), key(order), key(user.id()));
        add(
                "dds.s_user_names",
                key(user.id(), userStamp, user.name(), user.login()),
                key(user.id()),
                user.name(),
                user.login(),
                key(user.name(), user.login()),
                userStamp);
        add(
                "dds.s_restaurant_names",
                key(restaurant.id(), menuStamp, restaurant.name()),
                key(restaurant.id()),
                restaurant.name(),
                key(restaurant.name()),
                menuStamp);
        add(
                "dds.s_order_cost",
                key(order, updated, cost, payment),
                key(order),
                cost,
                payment,
                key(cost, payment),
                updated);
        add(
                "dds.s_order_status",
                key(order, updated, version.status()),
                key(order),
                version.status(),
                key(version.status()),
                updated);
        lines(version).values().forEach(line -> addLine(order, restaurant, line, updated, menuStamp));
    }

    private void addLine(
            String order, World.Restaurant restaurant, Version.Item line, String updated, String menuStamp) {
        World.MenuItem onMenu = restaurant.item(line.id());
        String product = line.id();
        String price = Text.money(line.price());
        String quantity = "" + line.quantity();
        add("dds.h_product", key(product), product);
        add("dds.h_category", key(onMenu.category()), onMenu.category());
        add("dds.l_product_category", key(product, onMenu.category()), key(product), key(onMenu.category()));
        add("dds.l_product_restaurant", key(product, restaurant.id()), key(product), key(restaurant.id()));
        add("dds.l_order_product", key(order, product), key(order), key(product));
        add(
                "dds.s_product_names",
                key(product, menuStamp, onMenu.name()),
                key(product),
                onMenu.name(),
                key(onMenu.name()),
                menuStamp);
        add(
                "dds.s_order_product",
                key(order, product, updated, quantity, price),
                key(order, product),
                quantity,
                price,
                key(quantity, price),
                updated);
    }

    private void addCounters(Collection<Version> newest) {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        for (Version version : newest) {
            if (version.status().equals("CLOSED")) {
                World.Restaurant restaurant = world.restaurant(version.restaurantId());
                String user = key(version.userId());
                Set<String> counters = new HashSet<>();
                for (Version.Item item : version.items()) {
                    World.MenuItem onMenu = restaurant.item(item.id());
                    String product = "cdm.user_product_counters " + user + "|" + key(item.id());
                    String category = "cdm.user_category_counters " + user + "|" + key(onMenu.category());
                    counters.add(product);
                    counters.add(category);
                    String stampAndName = paddedStamp(restaurant.stamp(), version) + onMenu.name();
                    names.merge(product, stampAndName, (one, other) -> one.compareTo(other) > 0 ? one : other);
                    names.put(category, paddedStamp(null, version) + onMenu.category());
                }
                counters.forEach(counter -> counts.merge(counter, 1, Integer::sum));
            }
        }
        counts.forEach((counter, count) -> {
            String[] tableAndKeys = counter.split(" ");
            String name = names.get(counter).substring(PADDED_LENGTH);
            add(tableAndKeys[0], tableAndKeys[1], name, "" + count);
        });
    }

    private static final int PADDED_LENGTH = 26;

    /** Of a length that makes later stamps larger texts. */
    private static String paddedStamp(String stamp, Version version) {
        String text = stamp(stamp, version);
        return (text.contains(".") ? text : text + ".")
                + "0".repeat(PADDED_LENGTH).substring(text.contains(".") ? text.length() : text.length() + 1);
    }

    private static String stamp(String stamp, Version version) {
        return stamp == null ? Text.timestamp(version.updated()) : stamp;
    }

    /** One line for each product: quantities added, first price. */
    private static Map<String, Version.Item> lines(Version version) {
        Map<String, Version.Item> lines = new LinkedHashMap<>();
        for (Version.Item item : version.items()) {
            lines.merge(
                    item.id(),
                    item,
                    (first, second) ->
                            new Version.Item(first.id(), first.price(), first.quantity() + second.quantity()));
        }
        return lines;
    }

    private void add(String table, String... values) {
        rows.computeIfAbsent(table, name -> new TreeSet<>()).add(String.join("|", values));
    }

    static String key(String... components) {
        String text = components.length == 1
                ? components[0]
                : Stream.of(components)
                        .map(component -> component.replace("\\", "\\\\").replace("|", "\\|"))
                        .collect(Collectors.joining("||"));
        try {
            String hex =
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
            return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
