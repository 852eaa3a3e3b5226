package dev.orderpipeline.local.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for conditions outside this JVM. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(25);

    private Await() {}

    /** Evaluated every 25 ms until it holds; an exception counts as false. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Waits until the condition holds.
     *
     * @return false if it does not hold before the timeout, or the thread is interrupted
     */
    public static boolean until(Duration atMost, Condition condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (Exception e) {
            return false;
        }
    }
}
