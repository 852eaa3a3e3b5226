package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.local.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server that requires a password from every user but its owner, and rejects connections for various reasons. */
class RejectedConnectionIT {

    private static final String PASSWORD = "the loader's secret";

    @TempDir
    private static Path directory;

    private static LocalPostgres postgres;
    private static JdbcTemplate owner;

    @BeforeAll
    static void startServer() throws IOException {
        postgres = new LocalPostgres(directory, 0);
        postgres.start();
        owner = new JdbcTemplate(postgres.dataSource("postgres"));
        Files.writeString(directory.resolve("pg_hba.conf"), """
                host all postgres all trust
                host all rejected all reject
                host all all all scram-sha-256
                """);
        owner.execute("SELECT pg_reload_conf()");
        owner.execute("ALTER ROLE postgres SET default_transaction_read_only = off");
        owner.execute("CREATE DATABASE dwh");
        owner.execute("CREATE ROLE loader LOGIN PASSWORD 'the loader''s secret'");
        owner.execute("CREATE ROLE rejected LOGIN");
    }

    @AfterAll
    static void stopServer() {
        postgres.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                " ",
                " leading",
                "trailing ",
                "trailing line break\n",
                "two\nlines",
                "\r\n",
                "tab\t",
                "\u0007bell",
                "it's",
                "say \"it\"",
                "back\\slash",
                "a%20b+c",
                "${HOME}",
                "#{1}",
                "a=b;c=d",
                "user=x&password=y",
                "пароль",
                "pässword",
                "no\u00a0break",
                "e\u0301",
                "ﬁ",
                "密码",
                "😀",
                "a\u00adb",
                "\ufeffa",
                "\u0221"
            })
    void passwordIsPassedUnchanged(String password) throws SQLException {
        owner.execute(
                "DO $do$ BEGIN EXECUTE format('ALTER ROLE loader PASSWORD %%L', $secret$%s$secret$::text); END $do$"
                        .formatted(password));
        try {
            dataSource("dwh", "loader", Optional.of(password), "prefer")
                    .getConnection()
                    .close();

            assertThat(reason("dwh", "loader", Optional.of(password + "x"), "prefer"))
                    .contains("check PG_USER and PG_PASSWORD");
        } finally {
            owner.execute("ALTER ROLE loader PASSWORD 'the loader''s secret'");
        }
    }

    /** SCRAM's normalization leaves an empty password, which the driver rejects. */
    @Test
    void passwordOfInvisibleCharactersIsReported() {
        assertThat(reason("dwh", "loader", Optional.of("\u200b\u00ad"), "prefer"))
                .contains("most likely PG_PASSWORD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dwh| nobody| x| prefer| password authentication failed for user \"nobody\"| check PG_USER and PG_PASSWORD",
                "dwh| loader| | prefer| no password was provided| check PG_PASSWORD",
                "dwh| rejected| x| prefer| pg_hba.conf rejects connection| role's LOGIN and pg_hba.conf",
                "dwh| loader| x| require| does not support SSL| check PG_PASSWORD and PG_SSLMODE",
                "none| postgres| | prefer| database \"none\" does not exist| check PG_DB_NAME"
            })
    void rejectionIsReportedWithVariable(
            String database, String user, String password, String sslMode, String words, String advice) {
        assertThat(reason(database, user, Optional.ofNullable(password), sslMode))
                .contains(words)
                .contains(advice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER ROLE loader NOLOGIN| not permitted to log in| the role's LOGIN",
                "ALTER ROLE loader VALID UNTIL '2020-01-01'| password authentication failed| an expired password",
                "ALTER ROLE loader CONNECTION LIMIT 0| too many connections for role| CONCURRENCY + 3",
                "ALTER DATABASE dwh CONNECTION LIMIT 0| too many connections for database| CONCURRENCY + 3",
                "ALTER DATABASE dwh ALLOW_CONNECTIONS false| not currently accepting connections| ALLOW_CONNECTIONS true, or check PG_DB_NAME",
                "REVOKE CONNECT ON DATABASE dwh FROM PUBLIC| permission denied for database| GRANT CONNECT ON DATABASE"
            })
    void serverSettingIsReportedWithRemedy(String setting, String words, String advice) {
        owner.execute(setting);
        try {
            assertThat(reason("dwh", "loader", Optional.of(PASSWORD), "prefer"))
                    .contains(words)
                    .contains(advice)
                    .doesNotContain(PASSWORD);
        } finally {
            owner.execute("ALTER ROLE loader LOGIN VALID UNTIL 'infinity' CONNECTION LIMIT -1");
            owner.execute("ALTER DATABASE dwh ALLOW_CONNECTIONS true");
            owner.execute("ALTER DATABASE dwh CONNECTION LIMIT -1");
            owner.execute("GRANT CONNECT ON DATABASE dwh TO PUBLIC");
        }
    }

    @Test
    void readOnlyServerConfigurationIsReported() throws SQLException {
        owner.execute("ALTER SYSTEM SET default_transaction_read_only = on");
        owner.execute("SELECT pg_reload_conf()");
        try {
            assertThat(reason("dwh", "loader", Optional.of(PASSWORD), "prefer"))
                    .contains("ALTER SYSTEM RESET default_transaction_read_only")
                    .contains("when disk space is low");
        } finally {
            owner.execute("ALTER SYSTEM RESET default_transaction_read_only");
            owner.execute("SELECT pg_reload_conf()");
        }
    }

    private static PrimaryDataSource dataSource(
            String database, String user, Optional<String> password, String sslMode) {
        PostgresSettings settings = new PostgresSettings(
                postgres.host() + ":" + postgres.port(),
                database,
                user,
                password.map(Secret::of),
                sslMode,
                TlsFiles.NONE,
                ClientProperties.NONE);
        HikariDataSource pool = PostgresDataSource.create(settings, "test", 1);
        return (PrimaryDataSource) pool.getDataSource();
    }

    private static String reason(String database, String user, Optional<String> password, String sslMode) {
        try {
            dataSource(database, user, password, sslMode).getConnection().close();
            return "none";
        } catch (SQLException e) {
            return Reason.message(e);
        }
    }
}
