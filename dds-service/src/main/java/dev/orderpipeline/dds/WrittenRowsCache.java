package dev.orderpipeline.dds;

import dev.orderpipeline.common.metrics.CacheMetrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A cache of what many orders repeat (a user, a restaurant, an item on its menu) and whose rows are in the vault, so that
 * they are not hashed and sent again. An entry is added after the commit of its rows; the cache is cleared after a
 * transaction that did not commit (an error, a lost connection, a foreign key without its hub). Entries belong to one
 * database, and are never used for the one that replaces it. Safe for use by several loops at once.
 */
final class WrittenRowsCache {

    /** Of an entry besides its characters: the record, its texts and stamp, and its place in the set. */
    private static final int FIXED_BYTES = 250;

    private static final int BYTES_PER_CHARACTER = 2;

    /** An entry that displaces so many others is not cached. */
    private static final int MIN_ENTRIES = 1_000;

    private final long maxBytes;
    private final long maxEntryBytes;
    private final CacheMetrics metrics;
    private volatile Entries entries = new Entries();

    /** @param maxBytes of the heap, about; the cache is cleared when it takes more */
    WrittenRowsCache(long maxBytes, CacheMetrics metrics) {
        this.maxBytes = maxBytes;
        this.maxEntryBytes = maxBytes / MIN_ENTRIES;
        this.metrics = metrics;
        metrics.registerSize(() -> entries.size());
    }

    /** The entries of one database, for the preparation of a batch. Meanwhile entries may be added, or all be cleared. */
    static final class Entries {

        private final Set<Record> records = ConcurrentHashMap.newKeySet();
        private final AtomicLong bytes = new AtomicLong();
        /** Null before the first entry. */
        private final AtomicReference<@Nullable String> database = new AtomicReference<>();

        boolean contains(Record entry) {
            return records.contains(entry);
        }

        int size() {
            return records.size();
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
    void addAfterCommit(Set<? extends Record> newEntries, String database) {
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

    private void add(Set<? extends Record> newEntries, String database) {
        Entries target = entries;
        if (!target.accept(database)) {
            clear();
            return;
        }
        for (Record entry : newEntries) {
            long entryBytes = bytes(entry);
            if (entryBytes <= maxEntryBytes
                    && target.records.add(entry)
                    && target.bytes.addAndGet(entryBytes) > maxBytes) {
                clear();
                return;
            }
        }
    }

    /** The entries that batches were prepared with keep the identity of their database. */
    private void clear() {
        Entries before = entries;
        entries = new Entries();
        metrics.evicted(before.size());
        before.records.clear();
    }

    private static long bytes(Record entry) {
        return FIXED_BYTES + (long) BYTES_PER_CHARACTER * entry.toString().length();
    }
}
