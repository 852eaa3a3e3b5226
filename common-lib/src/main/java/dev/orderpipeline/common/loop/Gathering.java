package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.config.Timeouts;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Collects the records of a batch for {@link Timeouts#GATHER} from its creation on. It waits between two fetches: a fetch costs
 * as much as many records.
 */
final class Gathering implements BooleanSupplier {

    private final StopSignal stopSignal;
    private final LongSupplier nanoTime;
    private final long end;

    Gathering(StopSignal stopSignal, LongSupplier nanoTime) {
        this.stopSignal = stopSignal;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + Timeouts.GATHER.toNanos();
    }

    /** Waits for more records; returns false at once if the time is over, or if the loop is stopped. */
    @Override
    public boolean getAsBoolean() {
        boolean gathers = stopSignal.isRunning() && end - nanoTime.getAsLong() > 0;
        if (gathers) {
            stopSignal.await(Timeouts.GATHER_FETCH);
        }
        return gathers;
    }
}
