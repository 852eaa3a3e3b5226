package dev.orderpipeline.generator.feed;

import java.util.OptionalInt;

/**
 * When which record is due, counted from the first one.
 *
 * @param recordsPerSecond empty for no limit
 */
record Pace(OptionalInt recordsPerSecond) {

    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000L;

    /**
     * The delay until a record is due.
     *
     * @param index 0 for the first record
     * @param elapsedNanoseconds time since the first record
     * @return nanoseconds; 0 or less when it is due
     */
    long nanosecondsUntilDue(long index, long elapsedNanoseconds) {
        if (recordsPerSecond.isEmpty()) {
            return 0;
        }
        double due = (double) index * NANOSECONDS_PER_SECOND / recordsPerSecond.getAsInt();
        return (long) due - elapsedNanoseconds;
    }
}
