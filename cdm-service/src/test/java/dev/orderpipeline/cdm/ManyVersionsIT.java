package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.kafka.OutgoingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An order of many versions, each with other products: a version inserts its own rows only, and updates no others. */
class ManyVersionsIT {

    private static final int VERSIONS = 2_000;
    private static final int PRODUCTS_OF_A_VERSION = 5;
    private static final int BATCH = 50;

    @Test
    void ledgerGrowsLinearlyWithVersions() {
        try (Marts marts = new Marts(Duration.ofSeconds(25))) {
            List<OutgoingMessage> messages = List.of();
            for (int start = 0; start < VERSIONS; start += BATCH) {
                messages = marts.process(IntStream.range(start, start + BATCH)
                        .mapToObj(ManyVersionsIT::version)
                        .toList());
            }

            long counters = (PRODUCTS_OF_A_VERSION + 1) * VERSIONS;
            assertThat(messages).hasSize((int) counters);
            assertThat(messages)
                    .filteredOn(message -> new String(message.value(), UTF_8).contains("\"order_cnt\":1"))
                    .hasSize(PRODUCTS_OF_A_VERSION + 1);
            assertThat(marts.query("SELECT count(*) FROM cdm.order_former_counters"))
                    .containsExactly(List.of(Long.toString(counters - PRODUCTS_OF_A_VERSION - 1)));
            marts.assertCountersAgreeWithLedger();
            assertThat(bytes(marts)).isLessThan(1_000 * counters);
        }
    }

    /** With dead rows. */
    private static long bytes(Marts marts) {
        return Long.parseLong(marts.query("SELECT pg_total_relation_size('cdm.order_ledger')"
                        + " + pg_total_relation_size('cdm.order_former_counters')")
                .get(0)
                .get(0));
    }

    private static String version(int number) {
        List<String> products = new ArrayList<>();
        for (int item = 0; item < PRODUCTS_OF_A_VERSION; item++) {
            products.add(product(100_000 + PRODUCTS_OF_A_VERSION * number + item, "Soup", 1_000_000 + number));
        }
        return report(
                101,
                1,
                "CLOSED",
                "2023-04-01 1%d:%02d:%02d".formatted(number / 3600, number / 60 % 60, number % 60),
                products.toArray(String[]::new));
    }
}
