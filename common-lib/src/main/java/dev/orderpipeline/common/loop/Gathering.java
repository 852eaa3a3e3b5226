package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.config.Timeouts;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Collects the records of a batch for {@link Timeouts#GATHER} from its creation on. It waits between two fetches: a fetch costs
 * as much as many records. Nothing is gathered after an idle wait for the first record: what the previous service produced came
 * all at once then, and the loop has time for it.
 */
final class Gathering implements BooleanSupplier {

    private final StopSignal stopSignal;
    private final LongSupplier nanoTime;
    private final long start;
    private boolean begun;
    private boolean idle;

    Gathering(StopSignal stopSignal, LongSupplier nanoTime) {
        this.stopSignal = stopSignal;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Waits for more records; returns false at once if the time is over, or if the loop was idle or is stopped. */
    @Override
    public boolean getAsBoolean() {
        long elapsed = nanoTime.getAsLong() - start;
        if (!begun) {
            begun = true;
            idle = elapsed >= Timeouts.GATHER_FETCH.toNanos();
        }
        boolean gathers = !idle && stopSignal.isRunning() && elapsed < Timeouts.GATHER.toNanos();
        if (gathers) {
            stopSignal.await(Timeouts.GATHER_FETCH);
        }
        return gathers;
    }
}
