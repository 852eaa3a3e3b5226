package dev.orderpipeline.generator.feed;

import java.time.Duration;

/** When which record is due, counted from the first one. */
final class Pace {

    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private final double nanosecondsPerRecord;

    Pace(int recordsPerSecond) {
        this.nanosecondsPerRecord = NANOSECONDS_PER_SECOND / recordsPerSecond;
    }

    /**
     * The delay until a record is due; not positive when it is due.
     *
     * @param index 0 for the first record
     * @param elapsed time since the first record
     */
    Duration untilDue(long index, Duration elapsed) {
        return Duration.ofNanos((long) (index * nanosecondsPerRecord)).minus(elapsed);
    }
}
