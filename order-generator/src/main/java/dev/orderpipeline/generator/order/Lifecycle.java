package dev.orderpipeline.generator.order;

import java.util.List;

/** The statuses an order goes through, and from which of them on a message is sent for each. */
enum Lifecycle {
    CLOSED(3, false, "OPEN", "COOKING", "DELIVERING", "CLOSED"),
    CANCELLED(1, false, "OPEN", "CANCELLED"),

    CLOSED_STEP_BY_STEP(0, false, "OPEN", "COOKING", "DELIVERING", "CLOSED"),
    CLOSED_AFTER_OTHER_ITEMS(0, true, "OPEN", "COOKING", "DELIVERING", "CLOSED"),
    CLOSED_AND_CORRECTED(3, true, "OPEN", "COOKING", "DELIVERING", "CLOSED", "CLOSED"),
    CLOSED_AFTER_CANCELLATION(1, false, "OPEN", "CANCELLED", "COOKING", "DELIVERING", "CLOSED"),

    CANCELLED_STEP_BY_STEP(0, false, "OPEN", "COOKING", "CANCELLED"),
    CANCELLED_AFTER_OTHER_ITEMS(0, true, "OPEN", "CANCELLED"),
    CANCELLED_AFTER_CLOSING(3, false, "OPEN", "COOKING", "DELIVERING", "CLOSED", "CANCELLED");

    /** Those of orders that change and end as closed; step by step is the most frequent. */
    static final List<Lifecycle> CHANGING_CLOSED = List.of(
            CLOSED_STEP_BY_STEP,
            CLOSED_STEP_BY_STEP,
            CLOSED_AFTER_OTHER_ITEMS,
            CLOSED_AND_CORRECTED,
            CLOSED_AFTER_CANCELLATION);

    /** Those of orders that change and end as cancelled. */
    static final List<Lifecycle> CHANGING_CANCELLED =
            List.of(CANCELLED_STEP_BY_STEP, CANCELLED_AFTER_OTHER_ITEMS, CANCELLED_AFTER_CLOSING);

    private final int firstSent;
    private final boolean itemsChange;
    private final List<String> statuses;

    Lifecycle(int firstSent, boolean itemsChange, String... statuses) {
        this.firstSent = firstSent;
        this.itemsChange = itemsChange;
        this.statuses = List.of(statuses);
    }

    /** The index of the first status for which a message is sent. */
    int firstSent() {
        return firstSent;
    }

    /** Whether the last message has other items than those before. */
    boolean itemsChange() {
        return itemsChange;
    }

    /** In the order of time. */
    List<String> statuses() {
        return statuses;
    }
}
