package dev.orderpipeline.generator.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A signal that is given once, such as the request to end this program, by Ctrl-C or SIGTERM. */
public final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);

    /** A signal that is given when this JVM begins to end. */
    public static StopSignal ofThisProgram() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::give, "stop-signal"));
        return signal;
    }

    public void give() {
        given.countDown();
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /**
     * Waits for the signal.
     *
     * @return false if the time passed without it
     */
    public boolean await(Duration atMost) {
        try {
            return given.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
