package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.metrics.RetryCause;
import dev.orderpipeline.common.postgres.DatabaseSetupException;
import java.sql.SQLException;
import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

class RetryCausesTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40P01", "53300", "23503", "25006", "57014"})
    void failureOfPostgresqlIsItsOutage(String sqlState) {
        assertThat(RetryCauses.of(statement(sqlState))).isEqualTo(RetryCause.POSTGRESQL);
        assertThat(RetryCauses.of(connection(sqlState))).isEqualTo(RetryCause.POSTGRESQL);
        assertThat(RetryCauses.of(new FlywayException("not migrated"))).isEqualTo(RetryCause.POSTGRESQL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "42501"})
    void rejectedUserIsSetup(String sqlState) {
        assertThat(RetryCauses.of(statement(sqlState))).isEqualTo(RetryCause.SETUP);
        assertThat(RetryCauses.of(connection(sqlState))).isEqualTo(RetryCause.SETUP);
    }

    @Test
    void whatThePreparationMissesIsSetup() {
        assertThat(RetryCauses.of(new DatabaseSetupException("permission denied")))
                .isEqualTo(RetryCause.SETUP);
        assertThat(RetryCauses.of(new MissingTopicException(Set.of("orders")))).isEqualTo(RetryCause.SETUP);
    }

    @Test
    void failureOfKafkaIsItsOutage() {
        assertThat(RetryCauses.of(new TimeoutException("no response"))).isEqualTo(RetryCause.KAFKA);
    }

    @Test
    void dataAccessWithoutSqlIsOfRedis() {
        assertThat(RetryCauses.of(new DataAccessResourceFailureException("Redis is empty")))
                .isEqualTo(RetryCause.REDIS);
        assertThat(RetryCauses.of(new QueryTimeoutException("Redis command timed out")))
                .isEqualTo(RetryCause.REDIS);
    }

    @Test
    void everythingElseIsUnexpected() {
        assertThat(RetryCauses.of(statement("23505"))).isEqualTo(RetryCause.UNEXPECTED);
        assertThat(RetryCauses.of(new IllegalStateException("a bug"))).isEqualTo(RetryCause.UNEXPECTED);
        assertThat(RetryCauses.of(new StackOverflowError("too deep"))).isEqualTo(RetryCause.UNEXPECTED);
    }

    private static Exception statement(String sqlState) {
        return new UncategorizedSQLException("insert", "sql", new SQLException("failed", sqlState));
    }

    private static Exception connection(String sqlState) {
        return new CannotCreateTransactionException("no connection", new SQLException("failed", sqlState));
    }
}
