package dev.orderpipeline.common.loop;

import java.time.Duration;

/** Growing pauses between attempts. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    public Duration next() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }

    void reset() {
        next = FIRST;
    }
}
