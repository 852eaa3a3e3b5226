package dev.orderpipeline.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.torture.OrderRevision.Item;
import dev.orderpipeline.torture.SeedReferenceData.MenuItem;
import dev.orderpipeline.torture.SeedReferenceData.Restaurant;
import dev.orderpipeline.torture.SeedReferenceData.User;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.DigestUtils;

/**
 * The expected rows of every table, and of the views on orders and their lines, computed from the set of messages by a
 * simple reference implementation, which shares no code with the services. A row is its values joined with a bar, without
 * surrogate ids and load columns.
 */
final class ExpectedTables {

    private final SeedReferenceData reference;
    private final Map<String, SortedSet<String>> rows = new TreeMap<>();
    private final Map<Long, LocalDateTime> orderDates = new TreeMap<>();
    private final Map<String, Name> productNames = new TreeMap<>();

    private ExpectedTables(SeedReferenceData reference) {
        this.reference = reference;
    }

    /** A name of a product or category; the newest counts, of equal stamps the one with the larger rank. */
    private record Name(LocalDateTime stamp, String rank, String text) {

        static Name newer(Name one, Name other) {
            return Comparator.comparing(Name::stamp).thenComparing(Name::rank).compare(one, other) > 0 ? one : other;
        }
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
        User user = reference.user(version.userId());
        Restaurant restaurant = reference.restaurant(version.restaurantId());
        List<String> userVersion = List.of(Notation.timestamp(stamp(user.stamp(), version)));
        List<String> menuVersion = List.of(Notation.timestamp(stamp(restaurant.stamp(), version)));
        List<String> orderVersion = versionOf(version);
        orderDates.merge(version.orderId(), version.date(), (one, other) -> one.isBefore(other) ? one : other);
        addHub("dds.h_user", user.id());
        addHub("dds.h_restaurant", restaurant.id());
        addLink("dds.l_order_user", order, user.id());
        addSatellite("dds.s_user_names", user.id(), userVersion, user.name(), user.login());
        addSatellite("dds.s_restaurant_names", restaurant.id(), menuVersion, restaurant.name());
        addSatellite(
                "dds.s_order_cost",
                order,
                orderVersion,
                Notation.money(version.cost()),
                Notation.money(version.payment()));
        addSatellite("dds.s_order_status", order, orderVersion, version.status(), key(user.id()), key(restaurant.id()));
        for (Item line : lines(version)) {
            MenuItem onMenu = restaurant.item(line.id());
            addHub("dds.h_product", line.id());
            addHub("dds.h_category", onMenu.category());
            addLink("dds.l_product_category", line.id(), onMenu.category());
            addLink("dds.l_product_restaurant", line.id(), restaurant.id());
            addLink("dds.l_order_product", order, line.id());
            addSatellite("dds.s_product_names", line.id(), menuVersion, onMenu.name());
            addSatellite("dds.s_product_category", line.id(), menuVersion, key(onMenu.category()));
            addLine(version, line, key(onMenu.category()));
            LocalDateTime stamp = stamp(restaurant.stamp(), version);
            productNames.merge(line.id(), new Name(stamp, key(onMenu.name()), onMenu.name()), Name::newer);
        }
    }

    /** The satellite on a link: the link's key is a column of it. */
    private void addLine(OrderRevision version, Item line, String category) {
        String order = "" + version.orderId();
        String product = line.id();
        String updated = Notation.timestamp(version.updated());
        String sent = Notation.timestamp(version.sent());
        String price = Notation.money(line.price());
        String quantity = "" + line.quantity();
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
    }

    private void addToViews(OrderRevision version) {
        String order = "" + version.orderId();
        String orderDate = Notation.timestamp(Objects.requireNonNull(orderDates.get(version.orderId())));
        User user = reference.user(version.userId());
        Restaurant restaurant = reference.restaurant(version.restaurantId());
        add(
                "dds.orders",
                order,
                orderDate,
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
        for (Item line : lines(version)) {
            String category = restaurant.item(line.id()).category();
            add(
                    "dds.order_lines",
                    order,
                    line.id(),
                    Objects.requireNonNull(productNames.get(line.id())).text(),
                    category,
                    "" + line.quantity(),
                    Notation.money(line.price()),
                    Notation.money(line.price().multiply(BigDecimal.valueOf(line.quantity()))),
                    key(order),
                    key(line.id()),
                    key(category),
                    orderDate);
        }
    }

    private void addCounters(Collection<OrderRevision> newest) {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Name> names = new TreeMap<>();
        newest.stream().filter(version -> version.status().equals("CLOSED")).forEach(version -> {
            Restaurant restaurant = reference.restaurant(version.restaurantId());
            LocalDateTime stamp = stamp(restaurant.stamp(), version);
            String user = key(version.userId());
            Map<String, String> counters = new HashMap<>();
            for (Item item : version.items()) {
                MenuItem onMenu = restaurant.item(item.id());
                counters.put("cdm.user_product_counters " + user + "|" + key(item.id()), onMenu.name());
                counters.put("cdm.user_category_counters " + user + "|" + key(onMenu.category()), onMenu.category());
            }
            counters.forEach((counter, name) -> {
                counts.merge(counter, 1, Integer::sum);
                names.merge(counter, new Name(stamp, name, name), Name::newer);
            });
        });
        counts.forEach((counter, count) -> {
            String[] tableAndKeys = counter.split(" ");
            String name = Objects.requireNonNull(names.get(counter)).text();
            add(tableAndKeys[0], tableAndKeys[1], "" + count, name);
        });
    }

    private static List<String> versionOf(OrderRevision version) {
        return List.of(Notation.timestamp(version.updated()), Notation.timestamp(version.sent()));
    }

    private static LocalDateTime stamp(@Nullable String stamp, OrderRevision version) {
        return stamp == null ? version.updated() : LocalDateTime.parse(stamp.replace(' ', 'T'));
    }

    /** One line for each product: quantities added, first price. */
    private static Collection<Item> lines(OrderRevision version) {
        Map<String, Item> lines = new LinkedHashMap<>();
        for (Item item : version.items()) {
            lines.merge(
                    item.id(),
                    item,
                    (first, second) -> new Item(first.id(), first.price(), first.quantity() + second.quantity()));
        }
        return lines.values();
    }

    private void addHub(String table, String businessKey) {
        add(table, key(businessKey), businessKey);
    }

    private void addLink(String table, String first, String second) {
        add(table, key(first), key(second), key(first, second));
    }

    private void addSatellite(String table, String parent, List<String> version, String... attributes) {
        List<String> identity = new ArrayList<>(List.of(parent));
        identity.addAll(version);
        identity.addAll(List.of(attributes));
        List<String> row = new ArrayList<>(identity);
        row.set(0, key(parent));
        row.addAll(1 + version.size(), List.of(key(attributes), key(identity.toArray(String[]::new))));
        add(table, row.toArray(String[]::new));
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
        return DigestUtils.md5DigestAsHex(text.getBytes(UTF_8))
                .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }
}
