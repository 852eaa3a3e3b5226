package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.reportFromMenu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Two loops on the counters of the same users, as after orders changed their users, or beside a redrive. Counters are
 * incremented, decremented, inserted, deleted and renamed in every batch; no loop may fail with a deadlock (40P01).
 */
class ConcurrentMartsIT {

    private static final int ROUNDS = 150;
    private static final int BATCH = 20;

    @Test
    void twoLoopsNeitherDeadlockNorMiscount() throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(2);
        try (Marts marts = new Marts(Duration.ofSeconds(25))) {
            List<Future<Void>> ends = loops.invokeAll(List.of(loop(marts, 1), loop(marts, 2)));
            for (Future<Void> end : ends) {
                end.get();
            }
            marts.assertCountersAgreeWithLedger();
        } finally {
            loops.shutdownNow();
        }
    }

    /** Every fifth batch has orders of the other loop too: then the locks of the ledger serialise the loops. */
    private static Callable<Void> loop(Marts marts, int number) {
        Random random = new Random(number);
        return () -> {
            for (int round = 0; round < ROUNDS; round++) {
                int firstOrder = round % 5 == 0 ? 1_000 : 2_000 * number;
                List<String> batch = new ArrayList<>();
                for (int report = 0; report < BATCH; report++) {
                    batch.add(report(random, firstOrder + random.nextInt(BATCH), round));
                }
                marts.process(batch);
            }
            return null;
        };
    }

    private static String report(Random random, int order, int round) {
        List<String> products = new ArrayList<>();
        for (int product = 0; product < 6; product++) {
            if (random.nextBoolean()) {
                products.add(product(10 + product, "Soup " + random.nextInt(2), 20 + product));
            }
        }
        return reportFromMenu(
                order,
                1 + random.nextInt(3),
                random.nextInt(3) > 0 ? "CLOSED" : "CANCELLED",
                "2023-04-01 10:%02d:%02d".formatted(round / 60, round % 60),
                "2023-08-0%d 00:00:00".formatted(1 + random.nextInt(3)),
                products.toArray(String[]::new));
    }
}
