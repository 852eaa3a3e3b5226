package dev.orderpipeline.cdm;

import java.util.Comparator;
import java.util.UUID;

/** What is counted: a user's closed orders with one product, or with one category. */
record Counter(Kind kind, UUID userKey, UUID countedKey) implements Comparable<Counter> {

    enum Kind {
        PRODUCT,
        CATEGORY
    }

    private static final Comparator<Counter> KEY_ORDER =
            Comparator.comparing(Counter::kind).thenComparing(Counter::userKey).thenComparing(Counter::countedKey);

    /** The order in which replicas lock counters, so that they don't deadlock. */
    @Override
    public int compareTo(Counter other) {
        return KEY_ORDER.compare(this, other);
    }
}
