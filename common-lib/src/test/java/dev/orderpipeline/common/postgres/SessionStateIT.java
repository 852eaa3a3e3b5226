package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.TestMigration;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A pooler in transaction mode gives every transaction another session of the server: nothing may be left in one. There
 * is but one connection here, so that everything happens in the session that is looked at.
 */
class SessionStateIT {

    private static final int OFTEN = 10;

    private Workspace workspace;
    private HikariDataSource dataSource;
    private JdbcTemplate jdbc;

    @BeforeEach
    void connect() {
        workspace = Workspace.create(SharedStack.get());
        dataSource = TestPostgres.connect(workspace, "test", 1);
        jdbc = new JdbcTemplate(dataSource);
    }

    @AfterEach
    void disconnect() {
        dataSource.close();
        workspace.close();
    }

    @Test
    void repeatedStatementIsNotPreparedOnServer() {
        for (int count = 0; count < OFTEN; count++) {
            jdbc.queryForObject("SELECT ?::int", Integer.class, count);
        }

        assertNothingIsLeft();
    }

    @Test
    void migrationUsesOneConnectionAndLeavesNoState() {
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        SchemaMigration migration = new SchemaMigration(new JdbcTemplate(dataSource), transactions, "migrated");

        TestMigration documents = new TestMigration();
        migration.migrate();
        migration.migrate();
        documents.close();

        assertThat(jdbc.queryForObject("SELECT count(*) FROM migrated.flyway_schema_history", Integer.class))
                .isPositive();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(jdbc.queryForList("SELECT statement FROM pg_prepared_statements"))
                .isEmpty();
        assertThat(jdbc.queryForList("SELECT name FROM pg_settings WHERE source = 'session'"))
                .isEmpty();
        assertThat(jdbc.queryForObject("SHOW role", String.class)).isEqualTo("none");
        assertThat(jdbc.queryForList(
                        "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"))
                .isEmpty();
        assertThat(jdbc.queryForList("SELECT relname FROM pg_class WHERE relpersistence = 't'"))
                .isEmpty();
    }
}
