package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.hostile.JsonText.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.hostile.HostileMessages;
import dev.orderpipeline.testing.hostile.HostileRecord;
import dev.orderpipeline.testing.hostile.HostileRecords;
import dev.orderpipeline.testing.hostile.HostileRun;
import dev.orderpipeline.testing.hostile.Part;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of unusual and invalid enriched orders: each is in the vault correctly or is one dead letter. */
class HostileEnrichedOrdersIT {

    private static final int DRAWN = 2_400;

    private static HostileRun run;
    private static List<HostileRecord> records;

    @BeforeAll
    static void sendAll() {
        records = HostileRecords.of(
                HostileMessages::enrichedOrder,
                order -> List.of(order.part("payload").part("status")),
                DRAWN);
        run = HostileRun.of(DdsApplication.class, "enriched", "reports", records);
    }

    @AfterAll
    static void closeRun() {
        run.close();
    }

    @Test
    void invalidOrdersAreDeadLettersUnchanged() {
        run.assertDeadLetters();
    }

    @Test
    void validOrdersAreInTheVault() {
        Map<String, String> orders = new TreeMap<>();
        Map<String, String> lines = new TreeMap<>();
        records.stream().filter(HostileEnrichedOrdersIT::isStored).forEach(record -> {
            Part order = record.message().orElseThrow();
            Part payload = order.part("payload");
            Part user = payload.part("user");
            Part restaurant = payload.part("restaurant");
            String updated = updated(order);
            String menuStamp = restaurant.optional("update_ts").orElse(updated);
            orders.put(
                    order.meaning("object_id"),
                    String.join(
                            " ",
                            payload.meaning("date"),
                            payload.meaning("cost"),
                            payload.meaning("payment"),
                            updated,
                            payload.meaning("status"),
                            updated,
                            user.meaning("user_id"),
                            user.meaning("user_name"),
                            user.meaning("user_login"),
                            user.optional("update_ts").orElse(updated)));
            for (Part product : payload.part("products").parts()) {
                lines.put(
                        order.meaning("object_id") + " " + product.meaning("id"),
                        String.join(
                                " ",
                                product.meaning("quantity"),
                                product.meaning("price"),
                                updated,
                                product.meaning("name"),
                                menuStamp,
                                product.meaning("category"),
                                restaurant.meaning("restaurant_id"),
                                restaurant.meaning("restaurant_name"),
                                menuStamp));
            }
        });

        HostileRun.assertEqual("orders", query(1, """
                SELECT o.order_id, o.order_dt, cost, payment, c.effective_from, status, s.effective_from,
                       user_id, username, userlogin, n.effective_from
                  FROM dds.h_order o
                  JOIN dds.s_order_cost c USING (h_order_pk)
                  JOIN dds.s_order_status s USING (h_order_pk)
                  JOIN dds.h_user USING (h_user_pk)
                  JOIN dds.s_user_names n USING (h_user_pk)
                """), orders);
        HostileRun.assertEqual("lines", query(2, """
                SELECT o.order_id, p.product_id, quantity, price, s.effective_from, n.name, n.effective_from,
                       category_name, restaurant_id, r.name, r.effective_from
                  FROM dds.h_order o
                  JOIN dds.s_order_product s USING (h_order_pk)
                  JOIN dds.h_product p USING (h_product_pk)
                  JOIN dds.s_product_names n USING (h_product_pk)
                  JOIN dds.h_category USING (h_category_pk)
                  JOIN dds.l_product_restaurant USING (h_product_pk)
                  JOIN dds.h_restaurant USING (h_restaurant_pk)
                  JOIN dds.s_restaurant_names r USING (h_restaurant_pk)
                """), lines);
    }

    @Test
    void sqlComputesTheSameKeys() {
        assertThat(run.workspace().query("""
                SELECT 'user', user_id FROM dds.h_user WHERE h_user_pk <> md5(user_id)::uuid
                 UNION ALL
                SELECT 'product', product_id FROM dds.h_product WHERE h_product_pk <> md5(product_id)::uuid
                 UNION ALL
                SELECT 'category', category_name FROM dds.h_category WHERE h_category_pk <> md5(category_name)::uuid
                 UNION ALL
                SELECT 'restaurant', restaurant_id FROM dds.h_restaurant
                 WHERE h_restaurant_pk <> md5(restaurant_id)::uuid
                 UNION ALL
                SELECT 'order', order_id::text FROM dds.h_order WHERE h_order_pk <> md5(order_id::text)::uuid
                 UNION ALL
                SELECT 'order and product', product_id
                  FROM dds.l_order_product JOIN dds.h_order USING (h_order_pk) JOIN dds.h_product USING (h_product_pk)
                 WHERE hk_order_product_pk <> md5(order_id || '||' || %1$s)::uuid
                 UNION ALL
                SELECT 'user names', user_id
                  FROM dds.s_user_names JOIN dds.h_user USING (h_user_pk)
                 WHERE hashdiff <> md5(%2$s || '||' || %3$s)::uuid
                    OR hk_user_names_pk
                       <> md5(%4$s || '||' || effective_from || '||' || %2$s || '||' || %3$s)::uuid
                 UNION ALL
                SELECT 'status', order_id::text
                  FROM dds.s_order_status JOIN dds.h_order USING (h_order_pk)
                 CROSS JOIN LATERAL (SELECT %5$s || '||' || h_user_pk || '||' || h_restaurant_pk) AS hashed (attributes)
                 WHERE hashdiff <> md5(attributes)::uuid
                    OR hk_order_status_pk
                       <> md5(order_id || '||' || effective_from || '||' || sent_dttm || '||' || attributes)::uuid
                """.formatted(
                                escaped("product_id"),
                                escaped("username"),
                                escaped("userlogin"),
                                escaped("user_id"),
                                escaped("status"))))
                .isEmpty();
    }

    @Test
    void validOrdersAreReported() {
        Map<String, String> expected = new TreeMap<>();
        records.stream().filter(HostileRecord::isValid).forEach(record -> {
            Part order = record.message().orElseThrow();
            String user = order.part("payload").part("user").meaning("user_id");
            expected.put(new HashKeys().of(user).toString(), report(order));
        });

        HostileRun.assertEqual("reports", run.read("reports"), expected);
    }

    @Test
    void producedRecordsFollowTheContracts() {
        run.assertContracts("reports", "orderReports", "enrichedOrderDeadLetters");
    }

    private static boolean isStored(HostileRecord record) {
        return record.isValid() || record.isRejectedWith("REJECTED_BY_BROKER");
    }

    private static String updated(Part order) {
        return order.part("payload").optional("update_ts").orElse(order.meaning("sent_dttm"));
    }

    /** The rows, values joined with spaces: the first ones are the key. */
    private static Map<String, String> query(int keys, String sql) {
        Map<String, String> rows = new TreeMap<>();
        run.workspace()
                .query(sql)
                .forEach(row -> rows.merge(
                        String.join(" ", row.subList(0, keys)),
                        String.join(" ", row.subList(keys, row.size())),
                        (first, second) -> first + " and again " + second));
        return rows;
    }

    private static String escaped(String column) {
        return "replace(replace(%s, '\\', '\\\\'), '|', '\\|')".formatted(column);
    }

    private static String report(Part order) {
        Part payload = order.part("payload");
        Part restaurant = payload.part("restaurant");
        String updated = updated(order);
        return """
                {"object_id":"%1$s","object_type":"order_report","sent_dttm":"%2$s","payload":{"id":"%1$s",\
                "order_dt":"%3$s","status":%4$s,"update_ts":"%5$s",\
                "restaurant":{"id":"%6$s","name":%7$s,"update_ts":"%8$s"},\
                "user":{"id":"%9$s","username":%10$s},"products":[%11$s]}}""".formatted(
                        new HashKeys().of(order.meaning("object_id")),
                        order.meaning("sent_dttm"),
                        payload.meaning("date"),
                        quoted(payload.meaning("status")),
                        updated,
                        new HashKeys().of(restaurant.meaning("restaurant_id")),
                        quoted(restaurant.meaning("restaurant_name")),
                        restaurant.optional("update_ts").orElse(updated),
                        new HashKeys().of(payload.part("user").meaning("user_id")),
                        quoted(payload.part("user").meaning("user_name")),
                        // Written in whatever order, they come in that one.
                        payload.part("products").written().stream()
                                .map(HostileEnrichedOrdersIT::reported)
                                .collect(Collectors.joining(",")));
    }

    private static String reported(Part product) {
        return """
                {"id":"%s","name":%s,"category":{"id":"%s","name":%s}}""".formatted(
                        new HashKeys().of(product.meaning("id")),
                        quoted(product.meaning("name")),
                        new HashKeys().of(product.meaning("category")),
                        quoted(product.meaning("category")));
    }
}
