package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static final String DATABASE = "here";
    private static final String OTHER_DATABASE = "there";

    private static final long MAX_BYTES = 1_000_000;

    private final WrittenRowsCache knownFacts = new WrittenRowsCache(MAX_BYTES);

    @BeforeEach
    void beginTransaction() {
        TransactionSynchronizationManager.initSynchronization();
    }

    @AfterEach
    void forgetTransaction() {
        TransactionSynchronizationManager.clearSynchronization();
    }

    @Test
    void aFactIsKnownOnlyAfterTheCommit() {
        knownFacts.rememberAfterCommit(Set.of(ANN), DATABASE);
        assertThat(knownFacts.stored().contains(ANN)).isFalse();

        end(TransactionSynchronization.STATUS_COMMITTED);
        assertThat(knownFacts.stored().contains(ANN)).isTrue();
        assertThat(knownFacts.stored().contains(ANN_RENAMED)).isFalse();
    }

    @Test
    void aFactWhoseRowsWereRolledBackIsNotKnown() {
        knownFacts.rememberAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(knownFacts.stored().contains(ANN)).isFalse();
    }

    @Test
    void afterATransactionThatDidNotCommitNothingIsKnown() {
        knownFacts.rememberAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        beginAnother();
        knownFacts.rememberAfterCommit(Set.of(), DATABASE);
        end(TransactionSynchronization.STATUS_UNKNOWN);
        assertThat(knownFacts.stored().contains(ANN)).isFalse();
    }

    @Test
    void factsOfAReplacedDatabaseAreNoneOfTheOther() {
        WrittenRowsCache.Stored inFirst = knownFacts.stored();
        knownFacts.rememberAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        beginAnother();
        knownFacts.rememberAfterCommit(Set.of(ANN_RENAMED), OTHER_DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(knownFacts.stored().contains(ANN)).isFalse();
        assertThat(inFirst.areOf(DATABASE)).isTrue();
        assertThat(inFirst.areOf(OTHER_DATABASE)).isFalse();
    }

    /** A batch may be prepared with facts, and be written after they were cleared. */
    @Test
    void factsThatWereClearedAreStillOfTheirDatabase() {
        knownFacts.rememberAfterCommit(Set.of(ANN), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);
        WrittenRowsCache.Stored before = knownFacts.stored();

        beginAnother();
        knownFacts.rememberAfterCommit(Set.of(), DATABASE);
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(before.areOf(OTHER_DATABASE)).isFalse();
        assertThat(knownFacts.stored().areOf(OTHER_DATABASE)).isTrue();
    }

    @Test
    void aVeryLongFactIsNotRemembered() {
        User longName = new User("2", "x".repeat(1_000));
        knownFacts.rememberAfterCommit(Set.of(ANN, longName), DATABASE);
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(knownFacts.stored().contains(longName)).isFalse();
        assertThat(knownFacts.stored().contains(ANN)).isTrue();
    }

    @Test
    void factsAreClearedBeforeTheyTakeMoreOfTheHeapThanTheyMay() {
        int most = 0;
        for (int id = 0; id < 20_000; id++) {
            User user = new User(Integer.toString(id), "a name of forty characters, as it is usual");
            knownFacts.rememberAfterCommit(Set.of(user), DATABASE);
            end(TransactionSynchronization.STATUS_COMMITTED);
            beginAnother();
            most = Math.max(most, knownFacts.stored().size());
        }

        // A user takes some 300 bytes.
        assertThat(most * 300L).isBetween(MAX_BYTES / 2, MAX_BYTES);
    }

    private static void beginAnother() {
        TransactionSynchronizationManager.clearSynchronization();
        TransactionSynchronizationManager.initSynchronization();
    }

    private static void end(int status) {
        TransactionSynchronizationUtils.invokeAfterCompletion(
                TransactionSynchronizationManager.getSynchronizations(), status);
    }
}
