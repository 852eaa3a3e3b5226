package dev.orderpipeline.dds;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What many orders say again and again (a user, a restaurant, an item on its menu) and the vault holds already, so that
 * it need not be hashed and sent again. A fact is known only after the commit of its rows; after any transaction that
 * did not commit (an error, a lost connection, a foreign key that finds no hub because the database was restored)
 * nothing is known any more. Safe for use by several loops at once.
 */
final class KnownFacts {

    /** About 15 MB. When there are more, they are learned anew. */
    private static final int MOST_FACTS = 50_000;

    /** In characters. A longer one is not remembered: a few thousand of a megabyte would fill the memory. */
    private static final int LONGEST_FACT = 250;

    private final Set<Record> facts = ConcurrentHashMap.newKeySet();

    boolean contains(Record fact) {
        return facts.contains(fact);
    }

    /** To be called in a transaction before it inserts the rows of these facts. */
    void rememberAfterCommit(Set<? extends Record> newFacts) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    remember(newFacts);
                } else {
                    facts.clear();
                }
            }
        });
    }

    private void remember(Set<? extends Record> newFacts) {
        if (facts.size() + newFacts.size() > MOST_FACTS) {
            facts.clear();
        }
        newFacts.stream()
                .filter(fact -> fact.toString().length() <= LONGEST_FACT)
                .forEach(facts::add);
    }
}
