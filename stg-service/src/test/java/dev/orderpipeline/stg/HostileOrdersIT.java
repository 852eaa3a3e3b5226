package dev.orderpipeline.stg;

import static dev.orderpipeline.testing.hostile.HostileMessages.NAMED_ITEM;
import static dev.orderpipeline.testing.hostile.HostileMessages.NAMELESS_ITEM;
import static dev.orderpipeline.testing.hostile.HostileMessages.RESTAURANT;
import static dev.orderpipeline.testing.hostile.HostileMessages.USER;
import static dev.orderpipeline.testing.hostile.JsonText.quoted;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.hostile.HostileMessages;
import dev.orderpipeline.testing.hostile.HostileRecord;
import dev.orderpipeline.testing.hostile.HostileRecords;
import dev.orderpipeline.testing.hostile.HostileRun;
import dev.orderpipeline.testing.hostile.Part;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of unusual and invalid order events: each is processed correctly or is one dead letter. */
class HostileOrdersIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int DRAWN = 2_400;
    private static final String MENU_NAME = "'; DROP TABLE \"меню\"; -- \\ | 😀";

    private static HostileRun run;
    private static List<HostileRecord> records;

    @BeforeAll
    static void sendAll() {
        STACK.redis().set(Map.of(USER, """
                        {"name": "Robert'); DROP TABLE users;--", "login": "", "update_ts_utc": "2023-08-11 16:45:00"}""", RESTAURANT, """
                        {"name": "Кофейня", "menu": [{"_id": "%s", "name": %s, "category": "a|b"},
                         {"_id": "%s", "name": " ", "category": "Супы"}]}""".formatted(NAMED_ITEM, quoted(MENU_NAME), NAMELESS_ITEM)));
        records = HostileRecords.of(
                HostileMessages::orderEvent,
                order -> List.of(order.part("payload").part("final_status")),
                DRAWN);
        run = HostileRun.of(StgApplication.class, "orders", "enriched", records);
    }

    @AfterAll
    static void closeRun() {
        run.close();
    }

    @Test
    void invalidEventsAreDeadLettersUnchanged() {
        run.assertDeadLetters();
    }

    @Test
    void validEventsAreStoredUnchanged() {
        Map<String, String> expected = new TreeMap<>();
        records.stream().filter(HostileOrdersIT::isStored).forEach(record -> {
            Part order = record.message().orElseThrow();
            String sent = order.meaning("sent_dttm");
            String updated = order.part("payload").optional("update_ts").orElse(sent);
            expected.put(
                    order.meaning("object_id"),
                    String.join(
                            " ", "order", sent, updated, order.part("payload").source()));
        });

        Map<String, String> actual = new TreeMap<>();
        run.workspace()
                .query("SELECT object_id, object_type, sent_dttm, update_ts, payload FROM stg.order_events")
                .forEach(row -> actual.put(row.get(0), String.join(" ", row.subList(1, row.size()))));
        HostileRun.assertEqual("stg.order_events", actual, expected);
    }

    @Test
    void validEventsAreProducedEnriched() {
        Map<String, String> expected = new TreeMap<>();
        records.stream().filter(HostileRecord::isValid).forEach(record -> {
            Part order = record.message().orElseThrow();
            expected.put(order.meaning("object_id"), enriched(order));
        });

        HostileRun.assertEqual("enriched orders", run.read("enriched"), expected);
    }

    @Test
    void producedRecordsFollowTheContracts() {
        run.assertContracts("enriched", "enrichedOrders", "orderEventDeadLetters");
    }

    private static boolean isStored(HostileRecord record) {
        return record.isValid()
                || record.isRejectedWith("REFERENCE_NOT_FOUND")
                || record.isRejectedWith("REJECTED_BY_BROKER");
    }

    private static String enriched(Part order) {
        Part payload = order.part("payload");
        String sent = order.meaning("sent_dttm");
        String updated = payload.optional("update_ts").orElse(sent);
        return """
                {"object_id":%1$s,"object_type":"order","sent_dttm":"%2$s","payload":{"id":%1$s,"date":"%3$s",\
                "cost":%4$s,"payment":%5$s,"status":%6$s,"update_ts":"%7$s",\
                "restaurant":{"restaurant_id":"%8$s","restaurant_name":"Кофейня","update_ts":"%7$s"},\
                "user":{"user_id":"%9$s","user_name":"Robert'); DROP TABLE users;--","user_login":"",\
                "update_ts":"2023-08-11 16:45:00"},"products":{%10$s}}}""".formatted(
                        order.meaning("object_id"),
                        sent,
                        payload.meaning("date"),
                        number(payload.meaning("cost")),
                        number(payload.meaning("payment")),
                        quoted(payload.meaning("final_status")),
                        updated,
                        RESTAURANT,
                        USER,
                        payload.part("order_items").parts().stream()
                                .map(HostileOrdersIT::product)
                                .collect(Collectors.joining(",")));
    }

    private static String product(Part item) {
        boolean named = item.meaning("id").equals(NAMED_ITEM);
        return """
                "%1$s":{"id":"%1$s","name":%2$s,"price":%3$s,"quantity":%4$s,"category":"%5$s"}""".formatted(
                        item.meaning("id"),
                        quoted(named ? MENU_NAME : item.meaning("name")),
                        number(item.meaning("price")),
                        item.meaning("quantity"),
                        named ? "a|b" : "Супы");
    }

    private static String number(String amount) {
        return new BigDecimal(amount).stripTrailingZeros().toPlainString();
    }
}
