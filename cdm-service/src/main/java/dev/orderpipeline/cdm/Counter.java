package dev.orderpipeline.cdm;

import java.util.UUID;

/** What is counted: a user's closed orders with one product, or with one category. */
record Counter(Kind kind, UUID userKey, UUID countedKey) implements Comparable<Counter> {

    enum Kind {
        PRODUCT,
        CATEGORY
    }

    /** The order in which replicas lock counters, so that they don't deadlock. */
    @Override
    public int compareTo(Counter other) {
        if (kind != other.kind) {
            return kind.compareTo(other.kind);
        }
        int byUser = userKey.compareTo(other.userKey);
        return byUser != 0 ? byUser : countedKey.compareTo(other.countedKey);
    }

    /** Said plainly: the hash code that a record has by itself is slow, and every counter is looked up several times. */
    @Override
    public int hashCode() {
        return 31 * (31 * kind.ordinal() + userKey.hashCode()) + countedKey.hashCode();
    }
}
