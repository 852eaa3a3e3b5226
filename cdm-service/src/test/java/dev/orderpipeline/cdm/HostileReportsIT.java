package dev.orderpipeline.cdm;

import static dev.orderpipeline.testing.hostile.JsonText.quoted;

import dev.orderpipeline.testing.hostile.HostileMessages;
import dev.orderpipeline.testing.hostile.HostileRecord;
import dev.orderpipeline.testing.hostile.HostileRecords;
import dev.orderpipeline.testing.hostile.HostileRun;
import dev.orderpipeline.testing.hostile.Part;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of unusual and invalid order reports: each is counted correctly or is one dead letter. */
class HostileReportsIT {

    private static final int DRAWN = 2_400;

    private static HostileRun run;
    private static List<HostileRecord> records;

    @BeforeAll
    static void sendAll() {
        records = HostileRecords.of(
                HostileMessages::orderReport,
                report -> report.part("payload").part("products").parts().stream()
                        .map(product -> product.part("name"))
                        .toList(),
                DRAWN);
        run = HostileRun.of(CdmApplication.class, "reports", "counters", records);
    }

    @AfterAll
    static void closeRun() {
        run.close();
    }

    @Test
    void invalidReportsAreDeadLettersUnchanged() {
        run.assertDeadLetters();
    }

    @Test
    void validReportsAreInTheLedger() {
        Map<String, String> expected = new TreeMap<>();
        records.stream().filter(HostileReportsIT::isStored).forEach(record -> {
            Part report = record.message().orElseThrow();
            String updated = updated(report);
            expected.put(
                    report.meaning("object_id"),
                    String.join(
                            " ",
                            updated,
                            report.meaning("sent_dttm"),
                            report.part("payload").part("user").meaning("id"),
                            isClosed(report) ? "t" : "f",
                            report.part("payload")
                                    .part("restaurant")
                                    .optional("update_ts")
                                    .orElse(updated)));
        });

        HostileRun.assertEqual(
                "ledger",
                rows("SELECT order_id, concat_ws(' ', update_ts, sent_dttm, user_id, counted, menu_stamp)"
                        + " FROM cdm.order_ledger"),
                expected);
    }

    @Test
    void validReportsAreCountedInTheMarts() {
        Map<String, String> expected = new TreeMap<>();
        records.stream().filter(HostileReportsIT::isStored).forEach(record -> {
            Part report = record.message().orElseThrow();
            if (isClosed(report)) {
                expected.putAll(counters(report));
            }
        });

        HostileRun.assertEqual("marts", rows("""
                SELECT 'user_product_counter:' || user_id || ':' || product_id, order_cnt || ' ' || product_name
                  FROM cdm.user_product_counters
                 UNION ALL
                SELECT 'user_category_counter:' || user_id || ':' || category_id, order_cnt || ' ' || category_name
                  FROM cdm.user_category_counters
                """), expected);
    }

    @Test
    void countersOfValidReportsAreProduced() {
        Map<String, String> expected = new TreeMap<>();
        records.stream().filter(HostileReportsIT::isStored).forEach(record -> {
            Part report = record.message().orElseThrow();
            counters(report).forEach((key, value) -> expected.put(key, sent(key, value, isClosed(report))));
        });
        expected.values().removeIf(HostileReportsIT::isTooLargeToSend);

        Map<String, String> actual = run.read("counters");
        actual.replaceAll((key, message) -> message.replaceFirst("\"sent_dttm\":\"[^\"]*\",", ""));
        HostileRun.assertEqual("counters", actual, expected);
    }

    @Test
    void producedRecordsFollowTheContracts() {
        run.assertContracts("counters", "counterValues", "orderReportDeadLetters");
    }

    private static boolean isStored(HostileRecord record) {
        return record.isValid() || record.isRejectedWith("REJECTED_BY_BROKER");
    }

    /** The broker rejects such a counter; the others of its report are produced. */
    private static boolean isTooLargeToSend(String message) {
        return message.length() > 2_000_000;
    }

    private static boolean isClosed(Part report) {
        return report.part("payload").meaning("status").equals("CLOSED");
    }

    private static String updated(Part report) {
        return report.part("payload").optional("update_ts").orElse(report.meaning("sent_dttm"));
    }

    /** Number and name by record key; every report has its own user, so each number is 1. */
    private static Map<String, String> counters(Part report) {
        Map<String, String> counters = new TreeMap<>();
        String user = report.part("payload").part("user").meaning("id");
        for (Part product : report.part("payload").part("products").parts()) {
            Part category = product.part("category");
            counters.put("user_product_counter:" + user + ":" + product.meaning("id"), "1 " + product.meaning("name"));
            counters.put(
                    "user_category_counter:" + user + ":" + category.meaning("id"), "1 " + category.meaning("name"));
        }
        return counters;
    }

    /** The message for a counter, without {@code sent_dttm}. */
    private static String sent(String recordKey, String numberAndName, boolean counted) {
        String[] ids = recordKey.split(":");
        String kind = ids[0].equals("user_product_counter") ? "product" : "category";
        return """
                {"object_id":"%1$s:%2$s","object_type":"%3$s","payload":{"user_id":"%1$s","%4$s_id":"%2$s",\
                "%4$s_name":%5$s,"order_cnt":%6$d}}""".formatted(ids[1], ids[2], ids[0], kind, quoted(numberAndName.substring(2)), counted ? 1 : 0);
    }

    private static Map<String, String> rows(String sql) {
        Map<String, String> rows = new TreeMap<>();
        run.workspace().query(sql).forEach(row -> rows.put(row.get(0), row.get(1)));
        return rows;
    }
}
