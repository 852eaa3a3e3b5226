package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.postgres.DatabaseCheck.DatabaseState;
import dev.orderpipeline.common.postgres.WrittenTables.Rights;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class DatabaseCheckIT {

    private static final WrittenTables TABLES = new WrittenTables(
            "copies",
            new Rights(List.of("documents"), List.of("documents", "pages"), List.of("documents"), List.of("pages")));

    private Workspace workspace;
    private String role;
    private HikariDataSource pool;
    private DatabaseCheck check;

    @BeforeEach
    void createTables() {
        workspace = Workspace.create(SharedStack.get());
        role = "Role " + workspace.database();
        workspace.execute("CREATE ROLE \"%s\" LOGIN".formatted(role));
        workspace.execute(
                "CREATE SCHEMA copies; CREATE TABLE copies.documents (x int); CREATE TABLE copies.pages (x int)");
        pool = TestPostgres.connectAs(role, workspace.database());
        check = new DatabaseCheck(pool, new JdbcTemplate(pool), TABLES);
    }

    @AfterEach
    void close() {
        pool.close();
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII", "WIN1251", "EUC_JP"})
    void otherEncodingThanUtf8IsRejected(String encoding) {
        String database = workspace.database() + "_" + encoding.toLowerCase();
        workspace.execute("CREATE DATABASE %s ENCODING '%s' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
                .formatted(database, encoding));
        try (HikariDataSource other = TestPostgres.connectAs(role, database)) {
            DatabaseCheck ofOther = new DatabaseCheck(other, new JdbcTemplate(other), TABLES);

            assertThatThrownBy(ofOther::checkDatabase)
                    .isInstanceOf(DatabaseSetupException.class)
                    .hasMessage(
                            "database %s has the encoding %s, which can't store every character: set PG_DB_NAME to one"
                                    + " created with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
                            database, encoding);
        } finally {
            SharedStack.get().postgres().dropDatabase(database);
        }
    }

    @Test
    void utf8DatabaseIsAccepted() {
        assertThatCode(check::checkDatabase).doesNotThrowAnyException();
    }

    @Test
    void tooOldServerIsRejected() {
        assertThat(new DatabaseState("dwh", "UTF8", "11.22", 11).problem())
                .contains("the server at PG_HOST is PostgreSQL 11.22: 12 or newer is needed");
        assertThat(new DatabaseState("dwh", "UTF8", "12.1", 12).problem()).isEmpty();
    }

    @Test
    void missingPrivilegesAreReportedAsGrants() {
        String user = "\"" + role + "\"";
        assertThat(problem())
                .isEqualTo("permission denied for the user in PG_USER: GRANT USAGE ON SCHEMA copies TO " + user
                        + "; GRANT SELECT, INSERT, UPDATE ON copies.documents TO " + user
                        + "; GRANT INSERT, DELETE ON copies.pages TO " + user);

        workspace.execute("GRANT USAGE ON SCHEMA copies TO " + user);
        workspace.execute("GRANT SELECT, UPDATE ON copies.documents TO %1$s; GRANT DELETE ON copies.pages TO %1$s"
                .formatted(user));
        assertThat(problem())
                .isEqualTo(
                        "permission denied for the user in PG_USER: GRANT INSERT ON copies.documents, copies.pages TO "
                                + user);

        workspace.execute("GRANT INSERT ON ALL TABLES IN SCHEMA copies TO " + user);
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void rowLevelSecurityIsRejected() {
        String user = "\"" + role + "\"";
        workspace.execute("GRANT ALL ON SCHEMA copies TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA copies TO PUBLIC;"
                + " ALTER TABLE copies.documents ENABLE ROW LEVEL SECURITY;"
                + " CREATE POLICY hidden ON copies.documents USING (x > 0) WITH CHECK (true)");
        assertThat(problem())
                .isEqualTo(
                        "row-level security restricts the user in PG_USER on copies.documents: ALTER TABLE … DISABLE ROW"
                                + " LEVEL SECURITY, or ALTER ROLE " + user + " BYPASSRLS");

        workspace.execute("ALTER ROLE %s BYPASSRLS".formatted(user));
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void columnPrivilegesAreAccepted() {
        String user = "\"" + role + "\"";
        workspace.execute(
                "GRANT USAGE ON SCHEMA copies TO %1$s; GRANT SELECT (x), INSERT (x) ON copies.documents TO %1$s;"
                                .formatted(user)
                        + "GRANT INSERT (x) ON copies.pages TO %1$s".formatted(user));
        assertThat(problem())
                .isEqualTo("permission denied for the user in PG_USER: GRANT UPDATE ON copies.documents TO %1$s;"
                                .formatted(user)
                        + " GRANT DELETE ON copies.pages TO %1$s".formatted(user));

        workspace.execute(
                "GRANT UPDATE (x) ON copies.documents TO %1$s; GRANT DELETE ON copies.pages TO %1$s".formatted(user));
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void missingTableIsReported() {
        workspace.execute("GRANT ALL ON SCHEMA copies TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA copies TO PUBLIC");
        workspace.execute("DROP TABLE copies.documents");

        assertThat(problem()).startsWith("copies.documents missing, but recorded in");
        assertThat(check.tablesMissing()).isTrue();

        workspace.execute("CREATE TABLE copies.documents (x int); GRANT ALL ON copies.documents TO PUBLIC");
        assertThat(problem()).isEqualTo("none");
        assertThat(check.tablesMissing()).isFalse();
    }

    @Test
    void tablesAreRecheckedAfterFirstSuccess() {
        workspace.execute("ALTER SCHEMA copies RENAME TO later");
        assertThatCode(check::checkAgain).doesNotThrowAnyException();

        workspace.execute("ALTER SCHEMA later RENAME TO copies");
        workspace.execute("GRANT ALL ON SCHEMA copies TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA copies TO PUBLIC");
        assertThat(problem()).isEqualTo("none");

        workspace.execute("REVOKE INSERT ON copies.pages FROM PUBLIC");
        assertThatThrownBy(check::checkAgain).hasMessageContaining("GRANT INSERT ON copies.pages TO");
    }

    /** Its connections remain open. */
    @Test
    void readOnlyServerEvictsConnections() {
        workspace.execute("GRANT ALL ON SCHEMA copies TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA copies TO PUBLIC");
        new JdbcTemplate(pool).execute("SET default_transaction_read_only = on");

        assertThat(problem()).startsWith("the server at PG_HOST: it rejects writes, though it is no standby");
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void serviceWithoutTablesRequiresNoPrivilege() {
        WrittenTables none = new WrittenTables("copies", new Rights(List.of(), List.of(), List.of(), List.of()));

        assertThatCode(new DatabaseCheck(pool, new JdbcTemplate(pool), none)::checkTables)
                .doesNotThrowAnyException();
    }

    private String problem() {
        try {
            check.checkTables();
            return "none";
        } catch (DatabaseSetupException e) {
            return e.getMessage();
        }
    }
}
