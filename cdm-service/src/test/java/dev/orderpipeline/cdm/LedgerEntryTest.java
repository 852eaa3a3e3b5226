package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.OrderReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LedgerEntryTest {

    private static final List<LedgerEntry> VERSIONS = List.of(
            entry("OPEN", "10:00", "2023-08-05", 1, product(11, "Soup", 21)),
            entry("CLOSED", "11:00", "2023-08-03", 1, product(11, "Zuppa", 21), product(12, "Stew", 21)),
            entry("CLOSED", "12:00", "2023-08-04", 2, product(13, "Cake", 22)),
            entry("CANCELLED", "13:00", "2023-08-01", 1));

    @Test
    void mergeIsIndependentOfOrderAndRepetition() {
        LedgerEntry expected = VERSIONS.stream().reduce(LedgerEntry::merge).orElseThrow();
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            List<LedgerEntry> shuffled = new ArrayList<>(VERSIONS);
            shuffled.add(VERSIONS.get(random.nextInt(VERSIONS.size())));
            Collections.shuffle(shuffled, random);
            assertThat(shuffled.stream().reduce(LedgerEntry::merge)).contains(expected);
            assertThat(LedgerEntry.merge(shuffled)).isEqualTo(expected);
            assertThat(LedgerEntry.merge(shuffled).former()).isEqualTo(expected.former());
        }
    }

    @Test
    void allVersionsAreNamedOnlyTheNewestClosedCounts() {
        LedgerEntry firstThree = VERSIONS.get(2).merge(VERSIONS.get(0)).merge(VERSIONS.get(1));

        assertThat(firstThree.contributions()).isEqualTo(VERSIONS.get(2).counters());
        assertThat(firstThree.named()).hasSize(5);
        assertThat(firstThree.merge(VERSIONS.get(3)).contributions()).isEmpty();
        assertThat(firstThree.merge(VERSIONS.get(3)).named()).isEqualTo(firstThree.named());
    }

    @Test
    void formerCountersDifferFromTheNewestVersion() {
        LedgerEntry soup = entry("CLOSED", "10:00", "2023-08-01", 1, product(11, "Soup", 21));
        LedgerEntry soupAndStew =
                entry("CLOSED", "11:00", "2023-08-01", 1, product(11, "Soup", 21), product(12, "Stew", 22));
        LedgerEntry renamed = entry("CLOSED", "12:00", "2023-08-02", 1, product(11, "Zuppa", 21));

        assertThat(soup.merge(soupAndStew).former()).isEmpty();
        assertThat(soupAndStew.merge(renamed).former()).hasSize(2);
        assertThat(renamed.withFormer(soupAndStew.merge(renamed).former())).isEqualTo(soupAndStew.merge(renamed));
    }

    /** In linear time: quadratic time would be hours. */
    @Test
    @Timeout(60)
    void manyVersionsAreMergedInLinearTime() {
        List<LedgerEntry> versions = IntStream.range(0, 20_000)
                .mapToObj(number -> entry(
                        "CLOSED",
                        "10:00",
                        "2023-08-01",
                        1,
                        IntStream.range(0, 5)
                                .mapToObj(item -> product(1_000 + 5 * number + item, "Soup", 21))
                                .toArray(String[]::new)))
                .toList();

        assertThat(LedgerEntry.merge(versions).named()).hasSize(100_001);
    }

    private static LedgerEntry entry(String status, String time, String menuDay, int user, String... products) {
        String json = reportFromMenu(1, user, status, "2023-04-01 " + time + ":00", menuDay + " 00:00:00", products);
        return LedgerEntry.of(OrderReport.parse(json.getBytes(UTF_8)));
    }
}
