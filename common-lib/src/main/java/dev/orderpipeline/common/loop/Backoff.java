package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.config.Timeouts;
import java.time.Duration;

/** Exponentially growing pauses between attempts. */
public final class Backoff {

    private Duration next = Timeouts.FIRST_RETRY_PAUSE;

    public Duration next() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(Timeouts.MAX_RETRY_PAUSE) < 0 ? doubled : Timeouts.MAX_RETRY_PAUSE;
        return pause;
    }

    void reset() {
        next = Timeouts.FIRST_RETRY_PAUSE;
    }
}
