package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SchemaMigrationTest {

    private Workspace workspace;
    private HikariDataSource dataSource;

    @BeforeEach
    void connect() {
        workspace = Workspace.create(LocalStack.shared());
        dataSource = TestPostgres.connect(workspace, "test", 1);
    }

    @AfterEach
    void disconnect() {
        dataSource.close();
        workspace.close();
    }

    /** As it is after a rollback to the version before. */
    @Test
    void theSchemaOfANewerVersionIsTakenAsItIs() {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        SchemaMigration migration = new SchemaMigration(jdbc, transactions, "migrated");
        migration.migrate();
        jdbc.update("""
                INSERT INTO migrated.flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                VALUES (100, '99', 'newer', 'SQL', 'V99__newer.sql', 1, current_user, 1, true)
                """);

        assertThatCode(migration::migrate).doesNotThrowAnyException();
    }
}
