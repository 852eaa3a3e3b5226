package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.EnrichedOrder.Product;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderEvent;
import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.RunningService;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sales in the views of the newest versions are those of the newest messages, for orders that change in every way. */
class RevenueIT {

    private static final LocalStack STACK = LocalStack.shared();
    private static final GeneratorSettings CHANGING = new GeneratorSettings(7, 1_500, 50, 5, 0.6, 0.05, 0.3, 0);
    private static final LocalDateTime STAMP = LocalDateTime.of(2023, 8, 11, 16, 45);

    private static Workspace workspace;
    private static List<EnrichedOrder> orders;

    @BeforeAll
    static void processOrders() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("enriched", 1);
        orders = orders();
        MessageWriter writer = new MessageWriter();
        STACK.kafka()
                .send(orders.stream()
                        .map(order ->
                                new ProducerRecord<byte[], byte[]>(workspace.topic("enriched"), writer.write(order)))
                        .toList());
        try (RunningService service =
                RunningService.start(DdsApplication.class, workspace.variables("enriched", "reports"))) {
            eventually().until(() -> workspace.isDrained("enriched"));
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @Test
    void currentLinesAreThoseOfTheNewestVersion() {
        Map<String, String> expected = new TreeMap<>();
        newest().values().forEach(order -> order.payload()
                .products()
                .values()
                .forEach(line -> expected.put(order.objectId() + " " + line.id(), amount(line))));

        Map<String, String> actual = new TreeMap<>();
        workspace.query("""
                SELECT order_id || ' ' || product_id, trim_scale(quantity * price)
                  FROM dds.s_order_product_current
                  JOIN dds.l_order_product USING (hk_order_product_pk)
                  JOIN dds.h_order USING (h_order_pk)
                  JOIN dds.h_product USING (h_product_pk)
                """).forEach(row -> assertThat(actual.put(row.get(0), row.get(1)))
                .isNull());
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void revenueOfClosedOrdersEqualsTheMessages() {
        BigDecimal expected = newest().values().stream()
                .filter(order -> order.payload().status().equals("CLOSED"))
                .flatMap(order -> order.payload().products().values().stream())
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(workspace.query("""
                SELECT sum(quantity * price)
                  FROM dds.s_order_product_current
                  JOIN dds.l_order_product USING (hk_order_product_pk)
                  JOIN dds.s_order_status_current USING (h_order_pk)
                 WHERE status = 'CLOSED'
                """)).singleElement().satisfies(row -> assertThat(new BigDecimal(row.get(0)))
                .isEqualByComparingTo(expected)
                .isPositive());
    }

    private static Map<Long, EnrichedOrder> newest() {
        Map<Long, EnrichedOrder> newest = new HashMap<>();
        for (EnrichedOrder order : orders) {
            newest.merge(
                    order.objectId(),
                    order,
                    (first, other) -> other.version().isNewerThan(first.version()) ? other : first);
        }
        return newest;
    }

    private static String amount(Product line) {
        return line.price()
                .multiply(BigDecimal.valueOf(line.quantity()))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Those of the generator, and some whose newest version has other lines, fewer, none, or comes first. */
    private static List<EnrichedOrder> orders() {
        List<EnrichedOrder> orders = new ArrayList<>();
        new OrderGenerator(CHANGING)
                .records()
                .forEach(record -> orders.add(enriched(OrderEvent.parse(record.value()))));
        orders.add(order(9_000_001, 1, product("soup", 1), product("stew", 2)));
        orders.add(order(9_000_001, 2, product("soup", 3)));
        orders.add(order(9_000_002, 1, product("soup", 1)));
        orders.add(order(9_000_002, 2));
        orders.add(order(9_000_003, 2, product("cake", 1)));
        orders.add(order(9_000_003, 1, product("soup", 1), product("cake", 4)));
        orders.add(order(9_000_004, 1, product("soup", 1)));
        orders.add(order(9_000_004, 2, product("cake", 1)));
        orders.add(order(9_000_004, 3, product("soup", 1)));
        return orders;
    }

    private static EnrichedOrder order(long id, int version, Product... lines) {
        Map<String, Product> products = new LinkedHashMap<>();
        for (Product line : lines) {
            products.put(line.id(), line);
        }
        LocalDateTime updated = STAMP.plusMinutes(version);
        return enriched(id, updated, updated, "CLOSED", products);
    }

    private static Product product(String id, long quantity) {
        return new Product(id, id, new BigDecimal("12.5"), quantity, "category");
    }

    private static EnrichedOrder enriched(OrderEvent event) {
        Map<String, Product> products = new LinkedHashMap<>();
        for (OrderEvent.Item item : event.items()) {
            products.merge(
                    item.id(),
                    new Product(item.id(), item.name(), item.price(), item.quantity(), "category"),
                    (first, second) -> new Product(
                            first.id(), first.name(), first.price(), first.quantity() + second.quantity(), "category"));
        }
        return enriched(
                event.orderId(), event.version().updated(), event.version().sent(), event.status(), products);
    }

    private static EnrichedOrder enriched(
            long id, LocalDateTime updated, LocalDateTime sent, String status, Map<String, Product> products) {
        return new EnrichedOrder(
                id,
                "order",
                sent,
                new EnrichedOrder.Payload(
                        id,
                        STAMP,
                        BigDecimal.ONE,
                        BigDecimal.ONE,
                        status,
                        updated,
                        new EnrichedOrder.Restaurant("restaurant", "Вкус", STAMP),
                        new EnrichedOrder.User("user", "Иван", "ivan", STAMP),
                        products));
    }
}
