package dev.orderpipeline.dds;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A cache of what many orders repeat (a user, a restaurant, an item on its menu) and the vault holds already, so that it
 * need not be hashed and sent again. A fact is added after the commit of its rows; after any transaction that did not
 * commit (an error, a lost connection, a foreign key that finds no hub) all are cleared. Facts belong to one database:
 * those of a database that was replaced are never taken for those of another. Safe for use by several loops at once.
 */
final class WrittenRowsCache {

    /** What a fact takes besides its characters: the record, its texts and stamp, and its place in the set. */
    private static final int FIXED_BYTES = 250;

    private static final int BYTES_PER_CHARACTER = 2;

    /** A fact that takes the place of so many others is not worth it. */
    private static final int MIN_FACTS = 1_000;

    private final long maxBytes;
    private final long maxFactBytes;
    private volatile Stored stored = new Stored();

    /** @param maxBytes of the heap, about; facts that take more are cleared, all of them */
    WrittenRowsCache(long maxBytes) {
        this.maxBytes = maxBytes;
        this.maxFactBytes = maxBytes / MIN_FACTS;
    }

    /** The facts of one database, for the preparation of a batch. More may be added, or all be cleared, meanwhile. */
    static final class Stored {

        private final Set<Record> facts = ConcurrentHashMap.newKeySet();
        private final AtomicLong bytes = new AtomicLong();
        /** Null before the first fact. */
        private final AtomicReference<String> database = new AtomicReference<>();

        boolean contains(Record fact) {
            return facts.contains(fact);
        }

        int size() {
            return facts.size();
        }

        /** Whether all facts that were ever here are stored in this database. */
        boolean areOf(String identity) {
            String own = database.get();
            return own == null || own.equals(identity);
        }

        private boolean accept(String identity) {
            return database.compareAndSet(null, identity) || areOf(identity);
        }
    }

    Stored stored() {
        return stored;
    }

    /**
     * To be called in a transaction before it inserts the rows of these facts.
     *
     * @param database the identity of the database that the transaction is in
     */
    void rememberAfterCommit(Set<? extends Record> newFacts, String database) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    remember(newFacts, database);
                } else {
                    clear();
                }
            }
        });
    }

    private void remember(Set<? extends Record> newFacts, String database) {
        Stored target = stored;
        if (!target.accept(database)) {
            clear();
            return;
        }
        for (Record fact : newFacts) {
            long ofFact = bytes(fact);
            if (ofFact <= maxFactBytes && target.facts.add(fact) && target.bytes.addAndGet(ofFact) > maxBytes) {
                clear();
                return;
            }
        }
    }

    /** What batches were prepared with keeps its identity, and no facts. */
    private void clear() {
        Stored before = stored;
        stored = new Stored();
        before.facts.clear();
    }

    private static long bytes(Record fact) {
        return FIXED_BYTES + (long) BYTES_PER_CHARACTER * fact.toString().length();
    }
}
