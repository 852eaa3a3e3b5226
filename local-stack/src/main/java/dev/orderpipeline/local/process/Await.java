package dev.orderpipeline.local.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for conditions outside this JVM. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(25);

    private Await() {}

    /**
     * Waits until the condition holds.
     *
     * @param condition evaluated every 25 ms; an exception counts as false
     * @return false if it does not hold before the timeout, or the thread is interrupted
     */
    public static boolean until(Duration atMost, Callable<Boolean> condition) {
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

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            return false;
        }
    }
}
