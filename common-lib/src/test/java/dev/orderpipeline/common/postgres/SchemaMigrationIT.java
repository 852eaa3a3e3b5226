package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.TestMigration;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.SharedStack;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SchemaMigrationIT {

    /** Flyway itself retries for ten seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(8);

    private TestMigration documents;
    private Workspace workspace;
    private String role;
    private HikariDataSource dataSource;
    private SchemaMigration migration;

    @BeforeEach
    void connect() {
        documents = new TestMigration();
        workspace = Workspace.create(SharedStack.get());
        role = "o'" + workspace.database();
        workspace.execute("CREATE ROLE \"%s\" LOGIN".formatted(role));
        dataSource = TestPostgres.connectAs(role, workspace.database());
        migration = migration(dataSource, 25);
    }

    @AfterEach
    void disconnect() {
        dataSource.close();
        workspace.close();
        documents.close();
    }

    @Nested
    class Privileges {

        @Test
        void createOnDatabaseSuffices() {
            grant("CREATE ON DATABASE " + workspace.database());

            migration.migrate();
            migration.migrate();

            assertMigrated();
        }

        @Test
        void missingCreateOnDatabaseIsReported() {
            assertThat(failure())
                    .isEqualTo(
                            "schema migrated can't be migrated: ERROR: permission denied for database %1$s: GRANT CREATE ON DATABASE %1$s TO \"%2$s\", or check PG_USER",
                            workspace.database(), role);

            grant("CREATE ON DATABASE " + workspace.database());
            migration.migrate();
            assertMigrated();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"''| USAGE, CREATE", "USAGE| CREATE", "CREATE| USAGE"})
        void missingSchemaPrivilegesAreReported(String granted, String missing) {
            workspace.execute("CREATE SCHEMA migrated");
            if (!granted.isEmpty()) {
                grant(granted + " ON SCHEMA migrated");
            }

            assertThat(failure())
                    .contains("ERROR: permission denied for schema migrated")
                    .endsWith(": GRANT %s ON SCHEMA migrated TO \"%s\", or check PG_USER".formatted(missing, role));

            grant("USAGE, CREATE ON SCHEMA migrated");
            migration.migrate();
            assertMigrated();
        }

        @Test
        void missingHistoryPrivilegesAreReported() {
            try (HikariDataSource owners = TestPostgres.connect(workspace, "owner", 1)) {
                migration(owners, 25).migrate();
            }
            grant("USAGE ON SCHEMA migrated");

            assertThat(failure())
                    .contains("permission denied for table flyway_schema_history")
                    .contains("GRANT SELECT, INSERT ON migrated.flyway_schema_history TO ");

            grant("SELECT ON migrated.flyway_schema_history");
            assertThatCode(migration::migrate).doesNotThrowAnyException();
        }
    }

    @Nested
    class History {

        @Test
        void foreignTablesInSchemaAreKept() {
            grant("CREATE ON DATABASE " + workspace.database());
            workspace.execute("CREATE SCHEMA migrated; GRANT ALL ON SCHEMA migrated TO PUBLIC;"
                    + " CREATE TABLE migrated.others AS SELECT 1 AS one; CREATE VIEW migrated.more AS SELECT 2 AS two");

            migration.migrate();
            migration.migrate();

            assertMigrated();
            assertThat(workspace.query("SELECT * FROM migrated.others, migrated.more"))
                    .containsExactly(List.of("1", "2"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "CREATE TABLE migrated.pages (x int)| relation \"pages\" already exists",
                    "CREATE VIEW migrated.documents AS SELECT 1| relation \"documents\" already exists",
                    "CREATE TYPE migrated.pages AS ENUM ('a')| type \"pages\" already exists",
                    "CREATE TABLE migrated.flyway_schema_history (x int)| migrated.flyway_schema_history is not the history of"
                })
        void nameConflictIsReportedUntilResolved(String others, String reason) {
            workspace.execute("CREATE SCHEMA migrated; GRANT ALL ON SCHEMA migrated TO PUBLIC; " + others);
            grantAll();

            assertThat(failure())
                    .contains(reason)
                    .endsWith("rename it or move it out of schema migrated, or check PG_DB_NAME");

            workspace.execute("CREATE SCHEMA theirs; ALTER "
                    + others.replaceAll("CREATE (\\w+) (\\S+).*", "$1 $2 SET SCHEMA theirs"));
            migration.migrate();
            assertMigrated();
        }

        /** The tables are the service's own, but look foreign without the history. */
        @ParameterizedTest
        @ValueSource(strings = {"DROP TABLE", "TRUNCATE"})
        void lostHistoryIsReported(String loss) {
            grant("CREATE ON DATABASE " + workspace.database());
            migration.migrate();
            workspace.execute(loss + " migrated.flyway_schema_history");

            assertThat(failure())
                    .contains(
                            "already exists: restore migrated.flyway_schema_history if it was lost; if the name is taken");
        }

        @Test
        void foreignMigrationHistoryIsReported() {
            grant("CREATE ON DATABASE " + workspace.database());
            migration.migrate();
            workspace.execute("UPDATE migrated.flyway_schema_history SET checksum = 7 WHERE version = '1'");

            assertThat(failure())
                    .startsWith(
                            "migrated.flyway_schema_history contains other migrations than this service's (version 1,"
                                    + " \"documents\": CHECKSUM_MISMATCH): run the release that created it");
        }

        /** As after a rollback to the previous version. */
        @Test
        void newerSchemaVersionIsAccepted() {
            grant("CREATE ON DATABASE " + workspace.database());
            migration.migrate();
            workspace.execute("""
                    INSERT INTO migrated.flyway_schema_history
                        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    VALUES (100, '99', 'newer', 'SQL', 'V99__newer.sql', 1, current_user, 1, true)
                    """);

            assertThatCode(migration::migrate).doesNotThrowAnyException();
        }

        /** Created by a version in which Flyway created the schema. */
        @Test
        void olderHistoryIsContinued() {
            grant("CREATE ON DATABASE " + workspace.database());
            migration.migrate();
            workspace.execute("""
                    INSERT INTO migrated.flyway_schema_history
                        (installed_rank, description, type, script, installed_by, execution_time, success)
                    VALUES (0, '<< Flyway Schema Creation >>', 'SCHEMA', '"migrated"', current_user, 0, true)
                    """);

            assertThatCode(migration::migrate).doesNotThrowAnyException();
        }
    }

    @Nested
    class Failures {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "default_tablespace = 'pg_global'| GRANT CREATE ON TABLESPACE pg_global to the user in PG_USER",
                    "idle_in_transaction_session_timeout = '1ms'| check idle_in_transaction_session_timeout"
                })
        void conflictingRoleSettingIsReported(String setting, String advice) {
            grant("CREATE ON DATABASE " + workspace.database());
            workspace.execute("ALTER ROLE \"%s\" SET %s".formatted(role, setting));

            try (CapturedLog log = new CapturedLog()) {
                assertThat(failure()).contains(advice);

                assertThat(log.lines()).noneMatch(line -> line.logger().startsWith("org.flywaydb"));
            }
            workspace.execute("ALTER ROLE \"%s\" RESET ALL".formatted(role));
            try (HikariDataSource reconnected = TestPostgres.connectAs(role, workspace.database())) {
                migration(reconnected, 25).migrate();
            }
            assertMigrated();
        }

        @Test
        void transactionTimeoutIsReported() throws Exception {
            grant("CREATE ON DATABASE " + workspace.database());
            workspace.execute("ALTER ROLE \"%s\" SET transaction_timeout = '1s'".formatted(role));
            try (Connection other = SharedStack.get()
                    .postgres()
                    .dataSource(workspace.database())
                    .getConnection()) {
                other.setAutoCommit(false);
                other.createStatement().execute("SELECT pg_advisory_xact_lock(hashtext('migrate migrated'))");

                assertThat(failure())
                        .contains("due to transaction timeout", "check idle_in_transaction_session_timeout");
            }
        }

        @Test
        void eventTriggerMessageIsReported() {
            grant("CREATE ON DATABASE " + workspace.database());
            workspace.execute("""
                    CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'changes of schemas need a ticket'; END $$;
                    CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION refuse()
                    """);

            assertThat(failure()).contains("ERROR: changes of schemas need a ticket");
        }

        @Test
        void terminatedMigrationQuotesTheServer() throws Exception {
            workspace.execute("CREATE SCHEMA migrated; GRANT ALL ON SCHEMA migrated TO PUBLIC");
            cutAtTheFirstTable();

            assertThat(failure()).contains("terminating connection due to administrator command");

            workspace.execute("DROP EVENT TRIGGER cut");
            migration.migrate();
            assertMigrated();
        }

        @Test
        void foreignLockTimesTheMigrationOut() throws Exception {
            grant("CREATE ON DATABASE " + workspace.database());
            migration.migrate();
            workspace.execute(
                    "DELETE FROM migrated.flyway_schema_history WHERE version = '1'; DROP TABLE migrated.documents");
            try (Connection others = SharedStack.get()
                    .postgres()
                    .dataSource(workspace.database())
                    .getConnection()) {
                others.setAutoCommit(false);
                others.createStatement().execute("LOCK TABLE migrated.flyway_schema_history");

                assertThat(reason()).contains("due to lock timeout").contains("pg_blocking_pids()");
            }
            assertThat(workspace.query(
                            "SELECT FROM pg_stat_activity WHERE state = 'active' AND application_name = 'test'"
                                    + " AND datname = current_database()"))
                    .isEmpty();
        }

        @Test
        void waitForOtherReplicaTimesOut() throws Exception {
            grant("CREATE ON DATABASE " + workspace.database());
            try (Connection other = SharedStack.get()
                    .postgres()
                    .dataSource(workspace.database())
                    .getConnection()) {
                other.setAutoCommit(false);
                other.createStatement().execute("SELECT pg_advisory_xact_lock(hashtext('migrate migrated'))");
                migration = migration(dataSource, 2);

                assertThat(reason())
                        .isEqualTo(
                                "schema migrated can't be migrated: another replica has been migrating it for more than 2 s");
            }
            migration.migrate();
            assertMigrated();
        }

        @Test
        void readOnlyServerIsReported() {
            workspace.execute("CREATE SCHEMA migrated; GRANT ALL ON SCHEMA migrated TO PUBLIC");
            new JdbcTemplate(dataSource).execute("SET default_transaction_read_only = on");

            assertThat(failure()).contains("read-only transaction").contains("default_transaction_read_only is on");
        }
    }

    private static SchemaMigration migration(HikariDataSource dataSource, int timeoutSeconds) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        jdbc.setQueryTimeout(timeoutSeconds);
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        return new SchemaMigration(jdbc, transactions, "migrated");
    }

    /** The reason of the failed migration, without retries. */
    private String failure() {
        long start = System.nanoTime();
        String reason = reason();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        return reason;
    }

    private String reason() {
        try {
            migration.migrate();
            return "none";
        } catch (DatabaseSetupException e) {
            return e.getMessage();
        }
    }

    private void assertMigrated() {
        assertThat(workspace.query("SELECT text FROM migrated.documents LEFT JOIN migrated.pages ON FALSE"))
                .containsExactly(List.of("the first"));
    }

    private void grant(String right) {
        workspace.execute("GRANT %s TO \"%s\"".formatted(right, role));
    }

    /** Grants privileges on all present objects of the schema. */
    private void grantAll() {
        grant("ALL ON ALL TABLES IN SCHEMA migrated");
    }

    /** Terminates the session during the migration. */
    private void cutAtTheFirstTable() {
        workspace.execute("""
                CREATE FUNCTION cut() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$;
                CREATE EVENT TRIGGER cut ON ddl_command_end EXECUTE FUNCTION cut()
                """);
    }
}
