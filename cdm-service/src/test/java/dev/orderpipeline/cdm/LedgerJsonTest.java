package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.OrderReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerJsonTest {

    @Test
    void columnsOfSeveralEntriesAreReadAsWritten() {
        List<LedgerEntry> entries = List.of(
                entry(1, product(11, "Суп «Том-ям»", 21), product(12, "Stew", 22)),
                entry(2),
                entry(3, product(11, "Soup", 21)));
        try (LedgerJson json = new LedgerJson()) {
            for (LedgerEntry entry : entries) {
                Map<CounterKey, CounterName> counters = new HashMap<>();
                for (CounterKind kind : CounterKind.ALL) {
                    String column = new String(json.names(entry, kind), UTF_8);
                    counters.putAll(LedgerJson.readNames(column, kind, entry.userKey(), entry.menuStamp()));
                }
                assertThat(counters).isEqualTo(entry.counters());
            }
        }
    }

    private static LedgerEntry entry(int user, String... products) {
        String json = report(1, user, "CLOSED", "2023-04-01 10:00:00", products);
        return LedgerEntry.of(OrderReport.parse(json.getBytes(UTF_8)));
    }
}
