package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataIntegrityViolationException;

class DatabaseErrorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"22000", "22001", "22003", "22007", "22021", "22023", "22P02", "54000", "54001"})
    void dataExceptionsAndLimitsAreRejectedValues(String sqlState) {
        SQLException refusal = new SQLException("invalid byte sequence", sqlState);

        assertThat(DatabaseErrors.rejectedValue(refusal)).contains(refusal);
        assertThat(DatabaseErrors.rejectedValue(
                        new RuntimeException(new DataIntegrityViolationException("insert", refusal))))
                .contains(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000", "08006", "0A000", "2200H", "2202E", "22P03", "22P05", "23502", "23503", "23505", "23514",
                "25006", "25P02", "28P01", "40001", "40P01", "42703", "53100", "53300", "54011", "54023", "55P03",
                "57014", "57P01", "57P03", "58030", "XX000", ""
            })
    void otherStatesAreNoRejectedValues(String sqlState) {
        assertThat(DatabaseErrors.rejectedValue(new SQLException("something else", sqlState)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GetNewTransactionId, false", "GetNewMultiXactId, false", "index_form_tuple_context, true"})
    void exhaustedTransactionIdsAreNoRejectedValue(String routine, boolean rejected) {
        ServerErrorMessage message = new ServerErrorMessage("SERROR\0C54000\0Msays no\0R" + routine + "\0");

        assertThat(DatabaseErrors.rejectedValue(new PSQLException(message)).isPresent())
                .isEqualTo(rejected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "28000", "28P01", "3D000", "3F000", "57P01", "57P03", "25P03", "25P04", "25006",
                "42P01", "42703", "42883", "42501", "22P05"
            })
    void lostConnectionsMayBeOfAnotherDatabase(String state) {
        Exception failure = new RuntimeException(new SQLException("refused", state));

        assertThat(DatabaseErrors.mayBeOfAnotherDatabase(failure)).isTrue();
    }

    /** As the pool reports it before any response of a server. */
    @Test
    void failureOfThePoolMayBeOfAnotherDatabase() {
        assertThat(DatabaseErrors.mayBeOfAnotherDatabase(
                        new RuntimeException(new SQLTransientConnectionException("not available"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "23503", "23505", "22001", "53100", "55P03", "57014", "XX000", ""})
    void otherStatesAreOfTheSameDatabase(String state) {
        Exception failure = new RuntimeException(new SQLException("refused", state));

        assertThat(DatabaseErrors.mayBeOfAnotherDatabase(failure)).isFalse();
        assertThat(DatabaseErrors.mayBeOfAnotherDatabase(new IllegalStateException("42P01")))
                .isFalse();
    }

    @Test
    void failureWithoutSqlStateIsNoRejectedValue() {
        assertThat(DatabaseErrors.rejectedValue(new SQLException("connection lost")))
                .isEmpty();
        assertThat(DatabaseErrors.rejectedValue(new IllegalStateException("22003")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"23505, true", "23514, true", "23502, true", "23503, false", "40P01, false", "22001, false"})
    void onlyForeignKeyViolationsAreOutages(String state, boolean broken) {
        Exception failure = new RuntimeException(new SQLException("refused", state));

        assertThat(DatabaseErrors.isConstraintViolation(failure)).isEqualTo(broken);
    }

    @ParameterizedTest
    @CsvSource({"25006, true", "25P02, false", "57P01, false"})
    void demotedServerIsReadOnly(String state, boolean readOnly) {
        assertThat(DatabaseErrors.isReadOnlyServer(new SQLException("refused", state)))
                .isEqualTo(readOnly);
    }
}
