package dev.orderpipeline.common.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Stops a loop after the batch in flight, or interrupts its thread if there is none. Thread-safe. */
final class StopSignal {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;
    private boolean batchInFlight;

    boolean isRunning() {
        return stopped.getCount() > 0;
    }

    synchronized void bindThread(Thread loopThread) {
        thread = loopThread;
    }

    /** Between two runs: the thread may run another loop then, and must not be interrupted. */
    synchronized void unbindThread() {
        thread = null;
    }

    /** Marks a batch as in flight, which a stop waits for; returns false if the loop was stopped before. */
    synchronized boolean beginBatch() {
        boolean running = isRunning();
        batchInFlight |= running;
        return running;
    }

    synchronized void setBatchInFlight(boolean inFlight) {
        batchInFlight = inFlight;
    }

    /**
     * Stops the loop.
     *
     * @param retrying whether the loop is waiting for its next attempt; then no batch is finished
     * @return whether a batch is being finished
     */
    synchronized boolean stop(BooleanSupplier retrying) {
        stopNow();
        boolean finishing = batchInFlight && !retrying.getAsBoolean();
        if (!finishing && thread != null) {
            thread.interrupt();
        }
        return finishing;
    }

    void stopNow() {
        stopped.countDown();
    }

    /** Waits until the loop is stopped, at most for the time given. */
    void await(Duration timeout) {
        try {
            stopped.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
