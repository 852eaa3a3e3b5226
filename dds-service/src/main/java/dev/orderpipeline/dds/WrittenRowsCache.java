package dev.orderpipeline.dds;

import dev.orderpipeline.common.metrics.CacheMetrics;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A cache of what many orders repeat (a user, a restaurant, an item on its menu) and whose rows are in the vault, so that
 * these are not hashed and sent again. Its entries are the hash keys of all values in such rows. One is added after the
 * commit of its rows; the cache is cleared after a transaction that did not commit (an error, a lost connection, a foreign
 * key without its hub). Entries belong to one database, and are never used for the one that replaces it. Safe for use by
 * several loops at once.
 */
final class WrittenRowsCache {

    private final long maxBytes;
    private final CacheMetrics metrics;
    private volatile Entries entries;

    /** @param maxBytes of the heap; an entry beyond it displaces another one */
    WrittenRowsCache(long maxBytes, CacheMetrics metrics) {
        this.maxBytes = maxBytes;
        this.metrics = metrics;
        this.entries = new Entries(maxBytes);
        metrics.registerSize(() -> entries.size());
    }

    /** The entries of one database, for the preparation of a batch. Meanwhile entries may be added, or all be cleared. */
    static final class Entries {

        private final BoundedKeySet keys;
        /** Null before the first entry. */
        private final AtomicReference<@Nullable String> database = new AtomicReference<>();

        private Entries(long maxBytes) {
            this.keys = new BoundedKeySet(maxBytes);
        }

        boolean contains(UUID entry) {
            return keys.contains(entry);
        }

        int size() {
            return keys.size();
        }

        /** Whether the rows of all entries, present and cleared, were written to this database. */
        boolean belongTo(String identity) {
            String own = database.get();
            return own == null || own.equals(identity);
        }

        private boolean accept(String identity) {
            return database.compareAndSet(null, identity) || belongTo(identity);
        }
    }

    Entries entries() {
        return entries;
    }

    /** Counts the look-ups of a batch, which are too many to count each. */
    void lookedUp(int found, int notFound) {
        metrics.lookedUp(found, notFound);
    }

    /**
     * To be called in a transaction before it inserts the rows of these entries.
     *
     * @param database the identity of the database that the transaction is in
     */
    void addAfterCommit(Set<UUID> newEntries, String database) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    add(newEntries, database);
                } else {
                    clear();
                }
            }
        });
    }

    private void add(Set<UUID> newEntries, String database) {
        Entries target = entries;
        if (!target.accept(database)) {
            clear();
            return;
        }
        int displaced = 0;
        for (UUID entry : newEntries) {
            displaced += target.keys.add(entry) ? 1 : 0;
        }
        metrics.evicted(displaced);
    }

    /** The entries that batches were prepared with keep the identity of their database. */
    private void clear() {
        Entries before = entries;
        entries = new Entries(maxBytes);
        metrics.evicted(before.size());
        before.keys.clear();
    }
}
