package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.metrics.CacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

class WrittenRowsCacheTest {

    private static final UUID ANN = new HashKeys().of("1", "Ann");
    private static final UUID ANN_RENAMED = new HashKeys().of("1", "Anna");

    private static final String DATABASE = "one";
    private static final String OTHER_DATABASE = "other";

    private static final int CAPACITY = 1 << 14;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final WrittenRowsCache cache =
            new WrittenRowsCache(16L * CAPACITY, new CacheMetrics(registry, "written_rows"));

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
    void fullCacheDisplacesEntries() {
        HashKeys keys = new HashKeys();
        Set<UUID> users = IntStream.range(0, 2 * CAPACITY)
                .mapToObj(user -> keys.of("user", Integer.toString(user)))
                .collect(Collectors.toSet());
        cache.addAfterCommit(users, DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(cache.entries().size()).isBetween(CAPACITY * 9 / 10, CAPACITY);
        assertThat(registry.get("cache.evictions").counter().count())
                .isEqualTo(users.size() - cache.entries().size());
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
