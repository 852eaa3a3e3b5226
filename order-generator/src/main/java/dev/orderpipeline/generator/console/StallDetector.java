package dev.orderpipeline.generator.console;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Detects that a state has not changed for a timeout. */
public final class StallDetector {

    private final Duration limit;
    private final LongSupplier nanoTime;
    private @Nullable Object lastState;
    private long lastChange;

    /**
     * @param nanoTime as {@link System#nanoTime()}
     */
    public StallDetector(Duration limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** True when the state has been equal to this one for the whole limit. */
    public boolean isStalled(Object state) {
        long now = nanoTime.getAsLong();
        if (!state.equals(lastState)) {
            lastState = state;
            lastChange = now;
        }
        return now - lastChange >= limit.toNanos();
    }
}
