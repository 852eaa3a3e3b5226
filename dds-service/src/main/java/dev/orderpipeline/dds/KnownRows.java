package dev.orderpipeline.dds;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Rows that are known to be in the vault, so that they need not be sent again. A row is known only after its commit;
 * after any transaction that did not commit (an error, a lost connection, a foreign key that finds no hub because the
 * database was restored) nothing is known any more. Safe for use by several loops at once.
 */
final class KnownRows {

    /** Keys a table at most: about 10 MB. A table that outgrows it is learned anew. */
    private static final int MOST_KEYS = 100_000;

    private final Map<VaultTable<?>, Set<UUID>> keys = new ConcurrentHashMap<>();

    /** Those that are not known to be in the table, in the same order. */
    <R extends VaultRow> List<R> unknown(VaultTable<R> table, List<R> rows) {
        Set<UUID> known = keysOf(table);
        return rows.stream().filter(row -> !known.contains(row.key())).toList();
    }

    /** To be called first in a transaction: if that does not commit, nothing is known any more. */
    void forgetUnlessCommitted() {
        afterCompletion(committed -> {
            if (!committed) {
                keys.clear();
            }
        });
    }

    /** To be called in the transaction that inserts the rows. */
    <R extends VaultRow> void rememberAfterCommit(VaultTable<R> table, List<R> rows) {
        if (!rows.isEmpty()) {
            afterCompletion(committed -> {
                if (committed) {
                    remember(table, rows);
                }
            });
        }
    }

    private static void afterCompletion(Consumer<Boolean> action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                action.accept(status == STATUS_COMMITTED);
            }
        });
    }

    private <R extends VaultRow> void remember(VaultTable<R> table, List<R> rows) {
        Set<UUID> known = keysOf(table);
        if (known.size() + rows.size() > MOST_KEYS) {
            known.clear();
        }
        rows.forEach(row -> known.add(row.key()));
    }

    private Set<UUID> keysOf(VaultTable<?> table) {
        return keys.computeIfAbsent(table, unseen -> ConcurrentHashMap.newKeySet());
    }
}
