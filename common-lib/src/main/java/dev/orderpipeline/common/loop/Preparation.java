package dev.orderpipeline.common.loop;

/** What must have been done before a record is processed. May be run again, and by several loops at once. */
@FunctionalInterface
public interface Preparation extends Runnable {

    /** Whether something is known to be missing by now that was there when this was run. Asks no server. */
    default boolean isOutdated() {
        return false;
    }
}
