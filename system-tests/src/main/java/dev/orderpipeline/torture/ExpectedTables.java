package dev.orderpipeline.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The expected rows of every table, and of the views on orders and their lines, computed from the set of messages by a simple reference implementation, which shares
 * no code with the services. A row is its values joined with a bar, without surrogate ids and load columns.
 */
final class ExpectedTables {

    private final SeedReferenceData reference;
    private final Map<String, SortedSet<String>> rows = new TreeMap<>();
    private final Map<Long, LocalDateTime> orderDates = new TreeMap<>();
    /** By product: stamp, padded, hash and text of the newest name. */
    private final Map<String, String> productNames = new TreeMap<>();

    private ExpectedTables(SeedReferenceData reference) {
        this.reference = reference;
    }

    /** Rows by table. */
    static Map<String, SortedSet<String>> of(SeedReferenceData reference, Collection<ScenarioMessage> messages) {
        ExpectedTables tables = new ExpectedTables(reference);
        Map<Long, OrderRevision> newest = new TreeMap<>();
        Map<Long, OrderRevision> newestComplete = new TreeMap<>();
        for (ScenarioMessage message : messages) {
            OrderRevision version = message.version();
            if (message.isComplete() || message.lacksReference()) {
                newest.merge(version.orderId(), version, OrderRevision::newer);
            }
            if (message.isComplete()) {
                newestComplete.merge(version.orderId(), version, OrderRevision::newer);
                tables.addToVault(version);
            }
        }
        tables.orderDates.forEach(
                (order, date) -> tables.add("dds.h_order", key("" + order), "" + order, Notation.timestamp(date)));
        newest.values().forEach(tables::addToStaging);
        newestComplete.values().forEach(tables::addToViews);
        tables.addCounters(newestComplete.values());
        return tables.rows;
    }

    private void addToStaging(OrderRevision version) {
        add("stg.order_events", "" + version.orderId(), Notation.timestamp(version.sent()), "order", version.payload());
    }

    private void addToVault(OrderRevision version) {
        String order = "" + version.orderId();
        SeedReferenceData.User user = reference.user(version.userId());
        SeedReferenceData.Restaurant restaurant = reference.restaurant(version.restaurantId());
        String updated = Notation.timestamp(version.updated());
        String sent = Notation.timestamp(version.sent());
        String userStamp = stamp(user.stamp(), version);
        String menuStamp = stamp(restaurant.stamp(), version);
        String cost = Notation.money(version.cost());
        String payment = Notation.money(version.payment());

        orderDates.merge(version.orderId(), version.date(), (one, other) -> one.isBefore(other) ? one : other);
        add("dds.h_user", key(user.id()), user.id());
        add("dds.h_restaurant", key(restaurant.id()), restaurant.id());
        add("dds.l_order_user", key(order), key(user.id()), key(order, user.id()));
        add(
                "dds.s_user_names",
                key(user.id()),
                userStamp,
                key(user.name(), user.login()),
                key(user.id(), userStamp, user.name(), user.login()),
                user.name(),
                user.login());
        add(
                "dds.s_restaurant_names",
                key(restaurant.id()),
                menuStamp,
                key(restaurant.name()),
                key(restaurant.id(), menuStamp, restaurant.name()),
                restaurant.name());
        add(
                "dds.s_order_cost",
                key(order),
                updated,
                sent,
                key(cost, payment),
                key(order, updated, sent, cost, payment),
                cost,
                payment);
        String userKey = key(user.id());
        String restaurantKey = key(restaurant.id());
        add(
                "dds.s_order_status",
                key(order),
                updated,
                sent,
                key(version.status(), userKey, restaurantKey),
                key(order, updated, sent, version.status(), userKey, restaurantKey),
                version.status(),
                userKey,
                restaurantKey);
        lines(version).values().forEach(line -> addLine(version, restaurant, line));
    }

    private void addLine(OrderRevision version, SeedReferenceData.Restaurant restaurant, OrderRevision.Item line) {
        String order = "" + version.orderId();
        String updated = Notation.timestamp(version.updated());
        String sent = Notation.timestamp(version.sent());
        String menuStamp = stamp(restaurant.stamp(), version);
        SeedReferenceData.MenuItem onMenu = restaurant.item(line.id());
        String product = line.id();
        String category = key(onMenu.category());
        String price = Notation.money(line.price());
        String quantity = "" + line.quantity();
        add("dds.h_product", key(product), product);
        add("dds.h_category", category, onMenu.category());
        add("dds.l_product_category", key(product), category, key(product, onMenu.category()));
        add("dds.l_product_restaurant", key(product), key(restaurant.id()), key(product, restaurant.id()));
        add("dds.l_order_product", key(order), key(product), key(order, product));
        add(
                "dds.s_product_names",
                key(product),
                menuStamp,
                key(onMenu.name()),
                key(product, menuStamp, onMenu.name()),
                onMenu.name());
        add(
                "dds.s_product_category",
                key(product),
                menuStamp,
                key(category),
                key(product, menuStamp, category),
                category);
        add(
                "dds.s_order_product",
                key(order),
                key(product),
                updated,
                sent,
                key(category, quantity, price),
                key(order, product),
                key(order, product, updated, sent, category, quantity, price),
                category,
                quantity,
                price);
        productNames.merge(
                product,
                paddedStamp(restaurant.stamp(), version) + key(onMenu.name()) + onMenu.name(),
                ExpectedTables::larger);
    }

    private void addToViews(OrderRevision version) {
        String order = "" + version.orderId();
        SeedReferenceData.User user = reference.user(version.userId());
        SeedReferenceData.Restaurant restaurant = reference.restaurant(version.restaurantId());
        add(
                "dds.orders",
                order,
                Notation.timestamp(Objects.requireNonNull(orderDates.get(version.orderId()))),
                version.status(),
                Notation.money(version.cost()),
                Notation.money(version.payment()),
                Notation.timestamp(version.updated()),
                user.id(),
                user.name(),
                restaurant.id(),
                restaurant.name(),
                key(order),
                key(user.id()),
                key(restaurant.id()));
        lines(version).values().forEach(line -> {
            String category = restaurant.item(line.id()).category();
            add(
                    "dds.order_lines",
                    order,
                    line.id(),
                    Objects.requireNonNull(productNames.get(line.id())).substring(PADDED_LENGTH + KEY_LENGTH),
                    category,
                    "" + line.quantity(),
                    Notation.money(line.price()),
                    Notation.money(line.price().multiply(BigDecimal.valueOf(line.quantity()))),
                    key(order),
                    key(line.id()),
                    key(category));
        });
    }

    private void addCounters(Collection<OrderRevision> newest) {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        for (OrderRevision version : newest) {
            if (version.status().equals("CLOSED")) {
                SeedReferenceData.Restaurant restaurant = reference.restaurant(version.restaurantId());
                String user = key(version.userId());
                Set<String> counters = new HashSet<>();
                for (OrderRevision.Item item : version.items()) {
                    SeedReferenceData.MenuItem onMenu = restaurant.item(item.id());
                    String product = "cdm.user_product_counters " + user + "|" + key(item.id());
                    String category = "cdm.user_category_counters " + user + "|" + key(onMenu.category());
                    counters.add(product);
                    counters.add(category);
                    String stampAndName = paddedStamp(restaurant.stamp(), version) + onMenu.name();
                    names.merge(product, stampAndName, ExpectedTables::larger);
                    names.put(category, paddedStamp(null, version) + onMenu.category());
                }
                counters.forEach(counter -> counts.merge(counter, 1, Integer::sum));
            }
        }
        names.forEach((counter, stampAndName) -> {
            String[] tableAndKeys = counter.split(" ");
            String name = stampAndName.substring(PADDED_LENGTH);
            add(tableAndKeys[0], tableAndKeys[1], "" + counts.getOrDefault(counter, 0), name);
        });
    }

    private static String larger(String one, String other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static final int PADDED_LENGTH = 26;
    private static final int KEY_LENGTH = 36;

    /** Padded, so that timestamps sort as text. */
    private static String paddedStamp(@Nullable String stamp, OrderRevision version) {
        String text = stamp(stamp, version);
        return (text.contains(".") ? text : text + ".")
                + "0".repeat(PADDED_LENGTH).substring(text.contains(".") ? text.length() : text.length() + 1);
    }

    private static String stamp(@Nullable String stamp, OrderRevision version) {
        return stamp == null ? Notation.timestamp(version.updated()) : stamp;
    }

    /** One line for each product: quantities added, first price. */
    private static Map<String, OrderRevision.Item> lines(OrderRevision version) {
        Map<String, OrderRevision.Item> lines = new LinkedHashMap<>();
        for (OrderRevision.Item item : version.items()) {
            lines.merge(
                    item.id(),
                    item,
                    (first, second) ->
                            new OrderRevision.Item(first.id(), first.price(), first.quantity() + second.quantity()));
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
