package dev.orderpipeline.dds;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What many orders say again and again (a user, a restaurant, an item on its menu) and the vault holds already, so that
 * it need not be hashed and sent again. A fact is known only after the commit of its rows; after any transaction that
 * did not commit (an error, a lost connection, a foreign key that finds no hub because the database was restored)
 * nothing is known any more. Safe for use by several loops at once.
 */
final class KnownFacts {

    /** What a fact takes besides its characters: the record, its texts and stamp, and its place in the set. */
    private static final int FIXED_BYTES = 250;

    private static final int BYTES_PER_CHARACTER = 2;

    /** A fact that takes the place of so many others is not worth it. */
    private static final int MIN_FACTS = 1_000;

    private final long maxBytes;
    private final long maxFactBytes;
    private final Set<Record> facts = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();

    /** @param maxBytes of the heap, about; facts that take more are cleared, all of them */
    KnownFacts(long maxBytes) {
        this.maxBytes = maxBytes;
        this.maxFactBytes = maxBytes / MIN_FACTS;
    }

    boolean contains(Record fact) {
        return facts.contains(fact);
    }

    int size() {
        return facts.size();
    }

    /** To be called in a transaction before it inserts the rows of these facts. */
    void rememberAfterCommit(Set<? extends Record> newFacts) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    remember(newFacts);
                } else {
                    clear();
                }
            }
        });
    }

    private void remember(Set<? extends Record> newFacts) {
        for (Record fact : newFacts) {
            long ofFact = bytes(fact);
            if (ofFact <= maxFactBytes && facts.add(fact) && bytes.addAndGet(ofFact) > maxBytes) {
                clear();
            }
        }
    }

    private void clear() {
        facts.clear();
        bytes.set(0);
    }

    private static long bytes(Record fact) {
        return FIXED_BYTES + (long) BYTES_PER_CHARACTER * fact.toString().length();
    }
}
