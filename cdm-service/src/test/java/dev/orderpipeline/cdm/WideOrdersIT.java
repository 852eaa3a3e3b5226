package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.loop.WrittenBatch;
import dev.orderpipeline.common.memory.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small reports of orders with many products in the ledger: a transaction loads a limited number of bytes. */
class WideOrdersIT {

    private static final int ORDERS = 60;
    private static final int PRODUCTS = 100;
    private static final int CATEGORIES = 10;
    /** Counters of products and categories for each order. */
    private static final int COUNTERS = PRODUCTS + CATEGORIES;

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(25);
    /** For about five of the orders. */
    private static final MemoryBudget SMALL = new MemoryBudget(6 << 20, 0, 1);

    @Test
    void cancellationsWithoutProductsAreWrittenInParts() {
        try (Marts marts = new Marts(STATEMENT_TIMEOUT, SMALL)) {
            assertThat(marts.processInParts(reports(WideOrdersIT::closed)))
                    .as("new orders load nothing")
                    .hasSize(1);

            List<WrittenBatch> parts = marts.processInParts(reports(WideOrdersIT::cancelledWithoutProducts));

            assertThat(parts).hasSizeBetween(ORDERS / 8, ORDERS / 2);
            assertThat(parts)
                    .allSatisfy(part -> assertThat(part.result().messages()).hasSizeBetween(1, 8 * COUNTERS));
            assertThat(values(parts)).hasSize(ORDERS * COUNTERS).allSatisfy((key, value) -> assertThat(value)
                    .contains("\"order_cnt\":0"));
            assertThat(marts.query("SELECT count(*) FROM cdm.user_product_counters"))
                    .containsExactly(List.of("0"));
            marts.assertCountersAgreeWithLedger();
        }
    }

    /** Each version names other products, so that the former ones have rows of their own. */
    @Test
    void formerCountersAreLimitedToo() {
        try (Marts marts = new Marts(STATEMENT_TIMEOUT, SMALL)) {
            marts.process(reports(WideOrdersIT::closed));
            marts.process(reports(WideOrdersIT::cancelledWithoutProducts));

            List<WrittenBatch> parts = marts.processInParts(reports(WideOrdersIT::cancelledWithoutProducts));

            assertThat(parts).hasSizeBetween(ORDERS / 8, ORDERS / 2);
            assertThat(values(parts)).hasSize(ORDERS * COUNTERS);
        }
    }

    @Test
    void partsAndOneTransactionLeaveTheSameTables() {
        List<String> versions = new ArrayList<>(reports(WideOrdersIT::cancelledWithoutProducts));
        versions.addAll(reports(WideOrdersIT::reopened));
        versions.addAll(reports(WideOrdersIT::closed));
        versions.addAll(reports(WideOrdersIT::cancelledWithoutProducts));
        Map<String, List<String>> expected;
        Map<String, String> expectedValues;
        try (Marts marts = new Marts(STATEMENT_TIMEOUT, new MemoryBudget(8L << 30, 0, 1))) {
            marts.process(reports(WideOrdersIT::closed));
            List<WrittenBatch> parts = marts.processInParts(versions);
            assertThat(parts).hasSize(1);
            expected = marts.tables();
            expectedValues = values(parts);
        }

        try (Marts marts = new Marts(STATEMENT_TIMEOUT, SMALL)) {
            marts.process(reports(WideOrdersIT::closed));
            List<WrittenBatch> parts = marts.processInParts(versions);
            assertThat(parts).hasSizeGreaterThan(ORDERS / 8);
            assertThat(marts.tables()).isEqualTo(expected);
            assertThat(values(parts)).isEqualTo(expectedValues);
            marts.assertCountersAgreeWithLedger();
        }
    }

    @Test
    void orderAboveTheLimitIsWrittenAlone() {
        try (Marts marts = new Marts(STATEMENT_TIMEOUT, new MemoryBudget(1 << 20, 0, 1))) {
            int wide = ORDERS / 2;
            List<String> closed = reports(WideOrdersIT::narrow);
            closed.set(wide, closed(wide, 150));
            marts.process(closed);
            marts.process(List.of(report(wide, 1, "CLOSED", "2023-04-01 10:30:00", products(150, 150))));

            List<WrittenBatch> parts = marts.processInParts(reports(WideOrdersIT::cancelledWithoutProducts));

            assertThat(parts).extracting(part -> part.records().size()).contains(1);
            assertThat(parts).hasSizeLessThan(ORDERS / 4);
            marts.assertCountersAgreeWithLedger();
            assertThat(marts.query("SELECT count(*) FROM cdm.user_product_counters"))
                    .containsExactly(List.of("0"));
        }
    }

    /** A counter that is changed, one that is only produced, and one whose name is refreshed. */
    @Test
    void namesOfOtherOrdersAreLimitedToo() {
        try (Marts marts = new Marts(STATEMENT_TIMEOUT, SMALL)) {
            marts.process(reports(order -> named(order, "2023-08-11", "long name ".repeat(500))));

            processInSeveralParts(marts, reports(order -> named(ORDERS + order, "2023-08-10", "short")));
            processInSeveralParts(marts, reports(order -> named(ORDERS + order, "2023-08-10", "short")));
            processInSeveralParts(marts, reports(order -> named(2 * ORDERS + order, "2023-08-12", "newest")));
            processInSeveralParts(
                    marts, reports(order -> report(2 * ORDERS + order, 1, "CANCELLED", "2023-04-01 11:00:00")));

            assertThat(marts.query("SELECT DISTINCT length(product_name), order_cnt FROM cdm.user_product_counters"))
                    .containsExactly(List.of("5000", "2"));
        }
    }

    private static void processInSeveralParts(Marts marts, List<String> reports) {
        List<WrittenBatch> parts = marts.processInParts(reports);

        assertThat(parts).hasSizeBetween(ORDERS / 8, ORDERS / 2);
        assertThat(values(parts)).hasSize(ORDERS + 1);
        marts.assertCountersAgreeWithLedger();
    }

    /** An order of one product, which only the orders with the same number (modulo the number of orders) share. */
    private static String named(int order, String menu, String name) {
        return reportFromMenu(
                order,
                1,
                "CLOSED",
                "2023-04-01 10:00:00",
                menu + " 00:00:00",
                product(order % ORDERS, name, CATEGORIES));
    }

    /** By record key, without {@code sent_dttm}. */
    private static Map<String, String> values(List<WrittenBatch> parts) {
        Map<String, String> values = new TreeMap<>();
        for (WrittenBatch part : parts) {
            for (OutgoingMessage message : part.result().messages()) {
                values.put(
                        message.key(),
                        new String(message.value(), UTF_8).replaceFirst("\"sent_dttm\":\"[^\"]*\",", ""));
            }
        }
        return values;
    }

    private static List<String> reports(IntFunction<String> report) {
        return new ArrayList<>(IntStream.range(0, ORDERS).mapToObj(report).toList());
    }

    private static String closed(int order) {
        return closed(order, PRODUCTS);
    }

    private static String closed(int order, int products) {
        return report(order, order, "CLOSED", "2023-04-01 10:00:00", products(0, products));
    }

    private static String narrow(int order) {
        return closed(order, 1);
    }

    private static String reopened(int order) {
        return report(order, 1, "CLOSED", "2023-04-01 12:00:00", products(PRODUCTS / 2, PRODUCTS));
    }

    private static String cancelledWithoutProducts(int order) {
        return report(order, order, "CANCELLED", "2023-04-01 11:00:00");
    }

    private static String[] products(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(item -> product(item, "Dish " + item, item % CATEGORIES))
                .toArray(String[]::new);
    }
}
