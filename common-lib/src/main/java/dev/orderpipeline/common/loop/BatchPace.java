package dev.orderpipeline.common.loop;

/**
 * Decides by the previous batch how the next one is collected. A batch costs as much CPU time as dozens of records: where
 * each brings a dozen, batches that follow one another at once keep the processors busy, and records queue. So they are gathered
 * for a moment then, and batches do not overlap. After a few records, and after a large batch, nothing is gathered.
 */
final class BatchPace {

    private static final int MIN_RECORDS = 8;
    private static final double LARGE = 0.25;

    private boolean gathering;

    /**
     * Notes a batch.
     *
     * @param records none if a poll has waited in vain
     * @param fill share of the records or bytes that a batch may have, the larger one
     */
    void polled(int records, double fill) {
        gathering = records >= MIN_RECORDS && fill < LARGE;
    }

    /** Whether the next batch is gathered, and begins after the end of the previous one. */
    boolean isGathering() {
        return gathering;
    }
}
