package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Orders that change status, user, products and menus: the tables depend on the set of versions alone. */
class MartsLawIT {

    private static final int ORDERS = 30;
    private static final int VERSIONS = 300;

    @Test
    void tablesAreTheSameInAnyOrderAndBatchSize() {
        Random random = new Random(20230401);
        List<String> versions = versions(random);
        try (Marts marts = new Marts(Duration.ofSeconds(25))) {
            process(marts, versions, 1);
            Map<String, List<String>> expected = marts.tables();
            assertThat(expected.values()).noneMatch(List::isEmpty);
            for (int batchSize : List.of(1, 2, 7, 50, VERSIONS, 2 * VERSIONS)) {
                marts.empty();
                List<String> shuffled = new ArrayList<>(versions);
                shuffled.addAll(versions.subList(0, VERSIONS / 3));
                Collections.shuffle(shuffled, random);
                process(marts, shuffled, batchSize);

                assertThat(marts.tables()).isEqualTo(expected);
                marts.assertCountersAgreeWithLedger();
            }
        }
    }

    private static void process(Marts marts, List<String> reports, int batchSize) {
        for (int start = 0; start < reports.size(); start += batchSize) {
            marts.process(reports.subList(start, Math.min(start + batchSize, reports.size())));
        }
    }

    /** Few users, products and stamps, so that orders share counters; one stamp has several names. */
    private static List<String> versions(Random random) {
        List<String> versions = new ArrayList<>();
        for (int number = 0; number < VERSIONS; number++) {
            List<String> products = new ArrayList<>();
            for (int product = 0; product < 4; product++) {
                if (random.nextInt(3) > 0) {
                    String name = "Soup " + random.nextInt(3);
                    products.add(product(10 + product, name, 20 + product / 2));
                }
            }
            versions.add(reportFromMenu(
                    101 + random.nextInt(ORDERS),
                    1 + random.nextInt(3),
                    random.nextInt(4) > 0 ? "CLOSED" : "CANCELLED",
                    "2023-04-01 10:%02d:%02d".formatted(number / 60, number % 60),
                    "2023-08-%02d 00:00:00".formatted(1 + random.nextInt(4)),
                    products.toArray(String[]::new)));
        }
        return versions;
    }
}
