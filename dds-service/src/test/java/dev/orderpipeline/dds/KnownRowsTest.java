package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.dds.VaultRow.Hub;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

class KnownRowsTest {

    private static final VaultTable<Hub> USERS = VaultTable.hub("h_user", "h_user_pk", "user_id");
    private static final VaultTable<Hub> PRODUCTS = VaultTable.hub("h_product", "h_product_pk", "product_id");
    private static final List<Hub> ROWS = List.of(new Hub(HashKey.of("a"), "a"), new Hub(HashKey.of("b"), "b"));

    private final KnownRows knownRows = new KnownRows();

    @BeforeEach
    void beginTransaction() {
        TransactionSynchronizationManager.initSynchronization();
    }

    @AfterEach
    void forgetTransaction() {
        TransactionSynchronizationManager.clearSynchronization();
    }

    @Test
    void rowsAreKnownOnlyAfterTheCommit() {
        knownRows.rememberAfterCommit(USERS, ROWS);
        assertThat(knownRows.unknown(USERS, ROWS)).isEqualTo(ROWS);

        end(TransactionSynchronization.STATUS_COMMITTED);
        assertThat(knownRows.unknown(USERS, ROWS)).isEmpty();
    }

    @Test
    void oneTablesRowsAreNotAnothers() {
        knownRows.rememberAfterCommit(USERS, ROWS);
        end(TransactionSynchronization.STATUS_COMMITTED);

        assertThat(knownRows.unknown(PRODUCTS, ROWS)).isEqualTo(ROWS);
    }

    @Test
    void rowsThatWereRolledBackAreNotKnown() {
        knownRows.rememberAfterCommit(USERS, ROWS);
        end(TransactionSynchronization.STATUS_ROLLED_BACK);

        assertThat(knownRows.unknown(USERS, ROWS)).isEqualTo(ROWS);
    }

    @Test
    void afterATransactionThatDidNotCommitNothingIsKnown() {
        knownRows.rememberAfterCommit(USERS, ROWS);
        end(TransactionSynchronization.STATUS_COMMITTED);

        beginAnother();
        knownRows.forgetUnlessCommitted();
        end(TransactionSynchronization.STATUS_UNKNOWN);
        assertThat(knownRows.unknown(USERS, ROWS)).isEqualTo(ROWS);
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
