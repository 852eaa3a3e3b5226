package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

class KnownFactsTest {

    private record User(String id, String name) {}

    private static final User ANN = new User("1", "Ann");
    private static final User ANN_RENAMED = new User("1", "Anna");

    private static final long MAX_BYTES = 1_000_000;

    private final KnownFacts knownFacts = new KnownFacts(MAX_BYTES);

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
        knownFacts.rememberAfterCommit(Set.of(ANN));
        assertThat(knownFacts.contains(ANN)).isFalse();

        end(TransactionSynchronization.STATUS_COMMITTED);
        assertThat(knownFacts.contains(ANN)).isTrue();
        assertThat(knownFacts.contains(ANN_RENAMED)).isFalse();
    }

    @Test
    void aFactWhoseRowsWereRolledBackIsNotKnown() {
        knownFacts.rememberAfterCommit(Set.of(ANN));
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(knownFacts.contains(ANN)).isFalse();
    }

    @Test
    void afterATransactionThatDidNotCommitNothingIsKnown() {
        knownFacts.rememberAfterCommit(Set.of(ANN));
        end(TransactionSynchronization.STATUS_COMMITTED);

        beginAnother();
        knownFacts.rememberAfterCommit(Set.of());
        end(TransactionSynchronization.STATUS_UNKNOWN);
        assertThat(knownFacts.contains(ANN)).isFalse();
    }

    @Test
    void aVeryLongFactIsNotRemembered() {
        User longName = new User("2", "x".repeat(1_000));
        knownFacts.rememberAfterCommit(Set.of(ANN, longName));
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(knownFacts.contains(longName)).isFalse();
        assertThat(knownFacts.contains(ANN)).isTrue();
    }

    @Test
    void factsAreClearedBeforeTheyTakeMoreOfTheHeapThanTheyMay() {
        int most = 0;
        for (int id = 0; id < 20_000; id++) {
            User user = new User(Integer.toString(id), "a name of forty characters, as it is usual");
            knownFacts.rememberAfterCommit(Set.of(user));
            end(TransactionSynchronization.STATUS_COMMITTED);
            beginAnother();
            most = Math.max(most, knownFacts.size());
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
