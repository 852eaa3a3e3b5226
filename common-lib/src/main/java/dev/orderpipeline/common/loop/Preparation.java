package dev.orderpipeline.common.loop;

/** Runs before a record is processed. May be run again, and by several loops at once. */
@FunctionalInterface
public interface Preparation extends Runnable {

    /** Whether something that the last run has checked is missing now. Sends no request. */
    default boolean isOutdated() {
        return false;
    }
}
