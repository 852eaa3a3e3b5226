package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.key;
import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;

import dev.orderpipeline.common.value.Timestamps;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One user with very many closed orders, such as a guest account, of which a batch is cancelled. No statement may come
 * near the timeout of 25 s, so here each has 5 s.
 */
class HeavyUserIT {

    private static final int USER = 1;
    private static final int PRODUCTS_OF_AN_ORDER = 5;
    private static final int BATCH = 500;

    @Test
    void ordersOfOneMenuAreCancelled() {
        try (Marts marts = marts(150_000, 500, 150_000)) {
            cancel(marts, 150_000, 500, 150_000);
        }
    }

    @Test
    void ordersOfManyMenusAreCancelledNewestFirst() {
        try (Marts marts = marts(20_000, PRODUCTS_OF_AN_ORDER, 1)) {
            cancel(marts, 20_000, PRODUCTS_OF_AN_ORDER, 1);
            cancel(marts, 19_500, PRODUCTS_OF_AN_ORDER, 1);
        }
    }

    /** The batch has all orders of the newest menu, and each of their products is on older menus too. */
    @Test
    void ordersOfTheNewestMenuAreCancelled() {
        try (Marts marts = marts(20_000, 2_500, BATCH)) {
            cancel(marts, 20_000, 2_500, BATCH);
        }
    }

    /** Cancels the newest orders, and closes the first hundred of them again. */
    private static void cancel(Marts marts, int last, int products, int ordersOfAMenu) {
        marts.process(IntStream.range(last - BATCH, last)
                .mapToObj(order -> report(order, "CANCELLED", "2023-09-01 10:00:00", products, ordersOfAMenu))
                .toList());
        marts.assertCountersAgreeWithLedger();
        marts.process(IntStream.range(last - BATCH, last - BATCH + 100)
                .mapToObj(order -> report(order, "CLOSED", "2023-09-01 11:00:00", products, ordersOfAMenu))
                .toList());
        marts.assertCountersAgreeWithLedger();
    }

    private static String report(int order, String status, String updated, int products, int ordersOfAMenu) {
        int menu = order / ordersOfAMenu;
        return reportFromMenu(
                order,
                USER,
                status,
                updated,
                Timestamps.format(LocalDateTime.of(2023, 1, 1, 0, 0).plusSeconds(menu)),
                IntStream.range(0, PRODUCTS_OF_AN_ORDER)
                        .mapToObj(item -> (order + item) % products)
                        .map(product -> product(product, "Dish %d of menu %d".formatted(product, menu), product % 10))
                        .toArray(String[]::new));
    }

    /** The same rows as if the service had processed the orders, in less time. */
    private static Marts marts(int orders, int products, int ordersOfAMenu) {
        Marts marts = new Marts(Duration.ofSeconds(5));
        marts.execute("""
                INSERT INTO cdm.order_ledger
                       (order_id, update_ts, sent_dttm, user_id, counted, menu_stamp, products, categories)
                SELECT lpad(to_hex("order"), 32, '0')::uuid, '2023-04-01', '2023-04-01', '%1$s', true,
                       timestamp '2023-01-01' + "order" / %4$d * interval '1 second', products, categories
                  FROM generate_series(0, %2$d - 1) AS "order"
                 CROSS JOIN LATERAL (
                       SELECT jsonb_object_agg(lpad(to_hex(product), 32, '0')::uuid,
                                               format('Dish %%s of menu %%s', product, "order" / %4$d)) AS products,
                              jsonb_object_agg(lpad(to_hex(product %% 10), 32, '0')::uuid,
                                               'category ' || product %% 10) AS categories
                         FROM generate_series(0, %5$d - 1) AS item
                        CROSS JOIN LATERAL (SELECT ("order" + item) %% %3$d AS product) AS ordered) AS named
                """.formatted(key(USER), orders, products, ordersOfAMenu, PRODUCTS_OF_AN_ORDER));
        marts.fillFromLedger();
        return marts;
    }
}
