package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.EnrichedOrder.Product;
import dev.orderpipeline.common.message.EnrichedOrder.Restaurant;
import dev.orderpipeline.common.message.EnrichedOrder.User;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderVersion;
import dev.orderpipeline.common.value.Money;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The views on orders show what the newest messages contain, for random orders that change in every way, by menus that
 * rename and move their items, and that arrive in any order.
 */
class OrderViewsIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final LocalDateTime START = LocalDateTime.of(2023, 4, 1, 12, 0);
    private static final int ORDERS = 500;

    private static Workspace workspace;
    private static List<EnrichedOrder> orders;

    @BeforeAll
    static void processOrders() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("enriched", 1);
        orders = new RandomOrders(new Random(7)).draw();
        MessageWriter writer = new MessageWriter();
        STACK.kafka()
                .send(orders.stream()
                        .map(order ->
                                new ProducerRecord<byte[], byte[]>(workspace.topic("enriched"), writer.write(order)))
                        .toList());
        Map<String, String> variables = workspace.variables("enriched", "reports");
        variables.put("BATCH_SIZE", "50");
        try (RunningService service = RunningService.start(DdsApplication.class, variables)) {
            eventually().until(() -> workspace.isDrained("enriched"));
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @Test
    void ordersAreTheNewestVersions() {
        TreeSet<String> expected = new TreeSet<>();
        for (EnrichedOrder order : newest()) {
            EnrichedOrder.Payload payload = order.payload();
            expected.add(String.join(
                    "|",
                    Long.toString(order.objectId()),
                    firstDate(order.objectId()).toString(),
                    payload.status(),
                    Money.format(payload.cost()),
                    Money.format(payload.payment()),
                    payload.updateTs().toString(),
                    payload.user().userId(),
                    newestName("user " + payload.user().userId()),
                    payload.restaurant().restaurantId(),
                    newestName("restaurant " + payload.restaurant().restaurantId())));
        }

        assertThat(rows("""
                SELECT order_id, to_char(order_dt, 'YYYY-MM-DD"T"HH24:MI'), status, cost, payment,
                       to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI'), user_id, username, restaurant_id, restaurant_name
                  FROM dds.orders
                 WHERE h_order_pk = md5(order_id::text)::uuid
                   AND h_user_pk = md5(user_id)::uuid
                   AND h_restaurant_pk = md5(restaurant_id)::uuid
                """)).isEqualTo(expected);
    }

    @Test
    void historyHasEveryVersion() {
        TreeSet<String> expected = new TreeSet<>();
        for (EnrichedOrder order : orders) {
            EnrichedOrder.Payload payload = order.payload();
            expected.add(String.join(
                    "|",
                    Long.toString(order.objectId()),
                    order.version().updated().toString(),
                    order.version().sent().toString(),
                    payload.status(),
                    payload.user().userId(),
                    payload.restaurant().restaurantId()));
        }

        assertThat(rows("""
                SELECT order_id,
                       to_char(effective_from, 'YYYY-MM-DD"T"HH24:MI'),
                       to_char(sent_dttm, 'YYYY-MM-DD"T"HH24:MI'),
                       status, user_id, restaurant_id
                  FROM dds.order_history
                """)).isEqualTo(expected);
    }

    @Test
    void linesAreThoseOfTheNewestVersions() {
        TreeSet<String> expected = new TreeSet<>();
        for (EnrichedOrder order : newest()) {
            for (Product line : order.payload().products().values()) {
                expected.add(String.join(
                        "|",
                        Long.toString(order.objectId()),
                        firstDate(order.objectId()).toString(),
                        line.id(),
                        newestName("product " + line.id()),
                        line.category(),
                        Long.toString(line.quantity()),
                        Money.format(line.price()),
                        Money.format(line.price().multiply(BigDecimal.valueOf(line.quantity())))));
            }
        }

        assertThat(rows("""
                SELECT order_id, to_char(order_dt, 'YYYY-MM-DD"T"HH24:MI'), product_id, product_name, category_name,
                       quantity, price, amount
                  FROM dds.order_lines
                 WHERE h_order_pk = md5(order_id::text)::uuid
                   AND h_product_pk = md5(product_id)::uuid
                   AND h_category_pk = md5(category_name)::uuid
                """)).isEqualTo(expected);
    }

    @Test
    void currentStatusesAndCostsAreThoseOfTheNewestVersions() {
        TreeSet<String> expected = new TreeSet<>();
        for (EnrichedOrder order : newest()) {
            EnrichedOrder.Payload payload = order.payload();
            expected.add(String.join(
                    "|",
                    Long.toString(order.objectId()),
                    order.version().updated().toString(),
                    order.version().sent().toString(),
                    payload.status(),
                    payload.user().userId(),
                    payload.restaurant().restaurantId(),
                    Money.format(payload.cost()),
                    Money.format(payload.payment())));
        }

        assertThat(rows("""
                SELECT order_id,
                       to_char(effective_from, 'YYYY-MM-DD"T"HH24:MI'),
                       to_char(sent_dttm, 'YYYY-MM-DD"T"HH24:MI'),
                       status, user_id, restaurant_id, cost, payment
                  FROM dds.s_order_status_current
                  JOIN dds.s_order_cost_current USING (h_order_pk, effective_from, sent_dttm)
                  JOIN dds.h_order USING (h_order_pk)
                  JOIN dds.h_user USING (h_user_pk)
                  JOIN dds.h_restaurant USING (h_restaurant_pk)
                """)).isEqualTo(expected);
    }

    @Test
    void currentLinesAreThoseOfTheNewestVersions() {
        TreeSet<String> expected = new TreeSet<>();
        for (EnrichedOrder order : newest()) {
            for (Product line : order.payload().products().values()) {
                expected.add(String.join(
                        "|",
                        Long.toString(order.objectId()),
                        line.id(),
                        line.category(),
                        Long.toString(line.quantity()),
                        Money.format(line.price())));
            }
        }

        assertThat(rows("""
                SELECT order_id, product_id, category_name, quantity, price
                  FROM dds.s_order_product_current
                  JOIN dds.h_order USING (h_order_pk)
                  JOIN dds.h_product USING (h_product_pk)
                  JOIN dds.h_category USING (h_category_pk)
                """)).isEqualTo(expected);
    }

    @Test
    void currentNamesAreThoseOfTheNewestReferenceData() {
        TreeSet<String> expected = new TreeSet<>();
        newestEntries().forEach((entry, newest) -> expected.add(entry + "|" + newest.name()));

        assertThat(rows("""
                SELECT 'user ' || user_id, username
                  FROM dds.s_user_names_current
                  JOIN dds.h_user USING (h_user_pk)
                 UNION ALL
                SELECT 'restaurant ' || restaurant_id, name
                  FROM dds.s_restaurant_names_current
                  JOIN dds.h_restaurant USING (h_restaurant_pk)
                 UNION ALL
                SELECT 'product ' || product_id, name
                  FROM dds.s_product_names_current
                  JOIN dds.h_product USING (h_product_pk)
                """)).isEqualTo(expected);
    }

    @Test
    void dimensionsHaveTheNewestReferenceData() {
        TreeSet<String> expected = new TreeSet<>();
        newestEntries()
                .forEach((entry, newest) -> expected.add(String.join("|", entry, newest.name(), newest.category())));

        assertThat(rows("""
                SELECT 'user ' || user_id, username, ''
                  FROM dds.users
                 WHERE h_user_pk = md5(user_id)::uuid
                 UNION ALL
                SELECT 'restaurant ' || restaurant_id, restaurant_name, ''
                  FROM dds.restaurants
                 WHERE h_restaurant_pk = md5(restaurant_id)::uuid
                 UNION ALL
                SELECT 'product ' || product_id, product_name, category_name
                  FROM dds.products
                 WHERE h_product_pk = md5(product_id)::uuid AND h_category_pk = md5(category_name)::uuid
                """)).isEqualTo(expected);
    }

    @Test
    void categoryOfAProductIsThatOfItsNewestMenu() {
        TreeSet<String> expected = new TreeSet<>();
        newestEntries().forEach((entry, newest) -> {
            if (entry.startsWith("product ")) {
                expected.add(entry + "|" + newest.category());
            }
        });

        assertThat(rows("""
                SELECT 'product ' || product_id, category_name
                  FROM dds.s_product_category_current
                  JOIN dds.h_product USING (h_product_pk)
                  JOIN dds.h_category USING (h_category_pk)
                """)).isEqualTo(expected);
    }

    /** Without joins that read all rows, as in large tables. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dds.orders WHERE order_id = 7",
                "dds.orders WHERE user_id = 'u1'",
                "dds.orders WHERE h_user_pk = md5('u1')::uuid",
                "dds.order_history WHERE order_id = 7",
                "dds.order_lines WHERE order_id = 7",
                "dds.orders JOIN dds.order_lines USING (h_order_pk) WHERE orders.order_id = 7",
                "dds.orders JOIN dds.order_lines USING (h_order_pk) WHERE h_order_pk = md5('7')::uuid",
                "dds.orders JOIN dds.order_lines USING (h_order_pk) WHERE h_user_pk = md5('u1')::uuid",
                "dds.order_lines JOIN dds.orders USING (h_order_pk) WHERE user_id = 'u1'"
            })
    void keyIsLookedUpInAnIndex(String query) {
        for (String setting : List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin")) {
            workspace.execute("ALTER DATABASE %s SET %s = off".formatted(workspace.database(), setting));
        }

        String plan = workspace.query("EXPLAIN (COSTS OFF) SELECT * FROM " + query).stream()
                .map(row -> row.get(0))
                .collect(Collectors.joining("\n"));

        assertThat(plan).containsPattern("on s_order_\\w+ .*\\n *(Index|Recheck) Cond: ");
        assertThat(plan).doesNotContainPattern("(?m)Scan.* on [hls]_order\\w* .*\\n(?! *(Index|Recheck) Cond: )");
    }

    private static TreeSet<String> rows(String sql) {
        TreeSet<String> rows = new TreeSet<>();
        workspace.query(sql).forEach(row -> assertThat(rows.add(String.join("|", row)))
                .isTrue());
        return rows;
    }

    private static Collection<EnrichedOrder> newest() {
        Map<Long, EnrichedOrder> newest = new HashMap<>();
        for (EnrichedOrder order : orders) {
            newest.merge(
                    order.objectId(),
                    order,
                    (first, other) -> other.version().isNewerThan(first.version()) ? other : first);
        }
        return newest.values();
    }

    private static LocalDateTime firstDate(long orderId) {
        return orders.stream()
                .filter(order -> order.objectId() == orderId)
                .map(order -> order.payload().date())
                .min(LocalDateTime::compareTo)
                .orElseThrow();
    }

    private static String newestName(String entry) {
        return newestEntries().get(entry).name();
    }

    /** What reference data contained of a user, restaurant or product. */
    private record Entry(LocalDateTime stamp, String name, String category) {

        private static Entry newer(Entry one, Entry other) {
            return other.stamp().isAfter(one.stamp()) ? other : one;
        }
    }

    private static Map<String, Entry> newestEntries() {
        Map<String, Entry> entries = new TreeMap<>();
        for (EnrichedOrder order : orders) {
            User user = order.payload().user();
            entries.merge("user " + user.userId(), new Entry(user.updateTs(), user.userName(), ""), Entry::newer);
            Restaurant restaurant = order.payload().restaurant();
            LocalDateTime stamp = restaurant.updateTs();
            entries.merge(
                    "restaurant " + restaurant.restaurantId(),
                    new Entry(stamp, restaurant.restaurantName(), ""),
                    Entry::newer);
            order.payload()
                    .products()
                    .values()
                    .forEach(line -> entries.merge(
                            "product " + line.id(), new Entry(stamp, line.name(), line.category()), Entry::newer));
        }
        return entries;
    }

    /** Reference data has another stamp for each user or restaurant, and names that are made of the stamp. */
    private record RandomOrders(Random random) {

        List<EnrichedOrder> draw() {
            List<EnrichedOrder> drawn = new ArrayList<>();
            for (long id = 1; id <= ORDERS; id++) {
                int versions = 1 + random.nextInt(4);
                int minutes = random.nextInt(1_000);
                for (int version = 0; version < versions; version++) {
                    minutes += random.nextInt(3);
                    drawn.add(order(
                            id, START.plusMinutes(minutes), START.plusDays(1).plusMinutes(version)));
                }
            }
            drawn.addAll(drawn.subList(0, ORDERS / 10));
            Collections.shuffle(drawn, random);
            return drawn;
        }

        private EnrichedOrder order(long id, LocalDateTime updated, LocalDateTime sent) {
            int user = random.nextInt(4);
            LocalDateTime userStamp = stamp(user);
            int restaurant = random.nextInt(3);
            LocalDateTime menuStamp = stamp(10 + restaurant);
            return EnrichedOrder.of(
                    new OrderVersion(updated, sent),
                    new EnrichedOrder.Payload(
                            id,
                            START.minusMinutes(random.nextInt(60)),
                            BigDecimal.valueOf(random.nextInt(100_000), 2),
                            BigDecimal.valueOf(random.nextInt(100_000), 2),
                            random.nextInt(3) == 0 ? "CANCELLED" : "CLOSED",
                            updated,
                            new Restaurant("r" + restaurant, "Restaurant " + menuStamp, menuStamp),
                            new User("u" + user, "User " + userStamp, "login", userStamp),
                            lines(menuStamp)));
        }

        private LocalDateTime stamp(int seconds) {
            return START.plusHours(random.nextInt(20)).plusSeconds(seconds);
        }

        private Map<String, Product> lines(LocalDateTime menuStamp) {
            Map<String, Product> lines = new TreeMap<>();
            for (int line = random.nextInt(4); line > 0; line--) {
                int item = random.nextInt(6);
                String category = "Category " + (menuStamp.getHour() + item) % 5;
                BigDecimal price = BigDecimal.valueOf(random.nextInt(10_000), 2);
                lines.put(
                        "p" + item,
                        new Product("p" + item, "Dish of " + menuStamp, price, 1 + random.nextInt(3), category));
            }
            return lines;
        }
    }
}
