package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.metrics.CacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

class WrittenRowsCacheTest {

    private record User(String id, String name) {}

    private static final User ANN = new User("1", "Ann");
    private static final User ANN_RENAMED = new User("1", "Anna");

    private static final String DATABASE = "one";
    private static final String OTHER_DATABASE = "other";

    private static final long MAX_BYTES = 1_000_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final WrittenRowsCache cache = new WrittenRowsCache(MAX_BYTES, new CacheMetrics(registry, "written_rows"));

    @BeforeEach
    void beginTransaction() {
        TransactionSynchronizationManager.initSynchronization();
    }

    @AfterEach
    void clearTransaction() {
        TransactionSynchronizationManager.clearSynchronization();
    }

    @Test
    void entryIsAddedAfterCommit() {
        cache.addAfterCommit(Set.of(ANN), DATABASE);
        assertThat(cache.entries().contains(ANN)).isFalse();

        end(TransactionSynchronization.STATUS_COMMITTED);
        assertThat(cache.entries().contains(ANN)).isTrue();
        assertThat(cache.entries().contains(ANN_RENAMED)).isFalse();
    }

    @Test
    void rollbackAddsNoEntry() {
        cache.addAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(cache.entries().contains(ANN)).isFalse();
    }

    @Test
    void unknownOutcomeClearsCache() {
        cache.addAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        beginNextTransaction();
        cache.addAfterCommit(Set.of(), DATABASE);
        end(TransactionSynchronization.STATUS_UNKNOWN);
        assertThat(cache.entries().contains(ANN)).isFalse();
    }

    @Test
    void anotherDatabaseClearsCache() {
        WrittenRowsCache.Entries inFirst = cache.entries();
        cache.addAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        beginNextTransaction();
        cache.addAfterCommit(Set.of(ANN_RENAMED), OTHER_DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(cache.entries().contains(ANN)).isFalse();
        assertThat(inFirst.belongTo(DATABASE)).isTrue();
        assertThat(inFirst.belongTo(OTHER_DATABASE)).isFalse();
    }

    /** A batch may be prepared with entries, and be written after they were cleared. */
    @Test
    void clearedEntriesStillBelongToTheirDatabase() {
        cache.addAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);
        WrittenRowsCache.Entries before = cache.entries();

        beginNextTransaction();
        cache.addAfterCommit(Set.of(), DATABASE);
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(before.belongTo(OTHER_DATABASE)).isFalse();
        assertThat(cache.entries().belongTo(OTHER_DATABASE)).isTrue();
    }

    @Test
    void overlongEntryIsNotCached() {
        User longName = new User("2", "x".repeat(1_000));
        cache.addAfterCommit(Set.of(ANN, longName), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(cache.entries().contains(longName)).isFalse();
        assertThat(cache.entries().contains(ANN)).isTrue();
    }

    @Test
    void cacheIsClearedAtItsMaximumSize() {
        int maxSize = 0;
        for (int id = 0; id < 20_000; id++) {
            User user = new User(Integer.toString(id), "a name of forty characters, as it is usual");
            cache.addAfterCommit(Set.of(user), DATABASE);
            end(TransactionSynchronization.STATUS_COMMITTED);
            beginNextTransaction();
            maxSize = Math.max(maxSize, cache.entries().size());
        }

        // A user takes some 300 bytes.
        assertThat(maxSize * 300L).isBetween(MAX_BYTES / 2, MAX_BYTES);
    }

    @Test
    void sizeAndClearedEntriesAreMetrics() {
        cache.addAfterCommit(Set.of(ANN, ANN_RENAMED), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);
        assertThat(registry.get("cache.size").gauge().value()).isEqualTo(2);
        assertThat(registry.get("cache.evictions").counter().count()).isZero();

        beginNextTransaction();
        cache.addAfterCommit(Set.of(), DATABASE);
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(registry.get("cache.size").gauge().value()).isZero();
        assertThat(registry.get("cache.evictions").counter().count()).isEqualTo(2);
    }

    private static void beginNextTransaction() {
        TransactionSynchronizationManager.clearSynchronization();
        TransactionSynchronizationManager.initSynchronization();
    }

    private static void end(int status) {
        TransactionSynchronizationUtils.invokeAfterCompletion(
                TransactionSynchronizationManager.getSynchronizations(), status);
    }
}
