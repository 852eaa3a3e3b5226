package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class PrimaryDataSourceIT {

    private final LocalPostgres postgres = SharedStack.get().postgres();
    private Workspace workspace;
    private String role;

    @BeforeEach
    void createRole() {
        workspace = Workspace.create(SharedStack.get());
        role = "role_" + workspace.database();
        workspace.execute("CREATE ROLE %s LOGIN".formatted(role));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dwh+x",
                "dwh?user=nobody&x=1",
                "dwh/x",
                "50%",
                "%41",
                " a b ",
                "a#b:c@d,e;f",
                "a\\b'c[d]",
                "данные 数据"
            })
    void databaseNameIsPassedUnchanged(String name) {
        String database = name + "-" + workspace.database();
        postgres.createDatabase(database);
        try (HikariDataSource dataSource = TestPostgres.connectAs(postgres.user(), database)) {
            assertThat(new JdbcTemplate(dataSource).queryForObject("SELECT current_database()", String.class))
                    .isEqualTo(database);
        } finally {
            postgres.dropDatabase(database);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"o'brien", "a \"b\"", "x@y.z", "имя", "a=b&c", "%41", "\\", "-", "Mixed Case", "$$", "?"})
    void userNameIsPassedUnchanged(String name) {
        String user = name + workspace.database();
        workspace.execute("CREATE ROLE \"%s\" LOGIN".formatted(user.replace("\"", "\"\"")));
        try (HikariDataSource dataSource = TestPostgres.connectAs(user, workspace.database())) {
            assertThat(new JdbcTemplate(dataSource).queryForObject("SELECT current_user", String.class))
                    .isEqualTo(user);
        }
    }

    @Test
    void unresolvedHostIsReported() {
        assertThat(reason("nosuch.invalid:5432")).isEqualTo("host 'nosuch.invalid' can't be resolved: check PG_HOST");
        assertThat(reason("nosuch.invalid:5432,neither.invalid:5432")).contains(".invalid' can't be resolved");
    }

    @Test
    void unresolvedHostBesidePrimaryIsSkipped() throws SQLException {
        dataSource("nosuch.invalid:5432," + TestPostgres.address())
                .getConnection()
                .close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER DATABASE %1$s SET| ALTER DATABASE %1$s RESET default_transaction_read_only, or check PG_DB_NAME",
                "ALTER ROLE %2$s SET| ALTER ROLE %2$s RESET default_transaction_read_only, or check PG_USER",
                "ALTER ROLE %2$s IN DATABASE %1$s SET| ALTER ROLE %2$s IN DATABASE %1$s RESET default_transaction_read_only"
            })
    void readOnlySettingIsReportedWithRemedy(String setting, String remedy) throws SQLException {
        workspace.execute(setting.formatted(workspace.database(), role) + " default_transaction_read_only = on");

        assertThat(reason(TestPostgres.address()))
                .startsWith(TestPostgres.address() + ": it rejects writes, though it is no standby, because"
                        + " default_transaction_read_only is on: ")
                .contains(remedy.formatted(workspace.database(), role));

        new JdbcTemplate(postgres.dataSource("postgres"))
                .execute(setting.formatted(workspace.database(), role).replace("SET", "RESET")
                        + " default_transaction_read_only");
        dataSource(TestPostgres.address()).getConnection().close();
    }

    @Test
    void allHostsAreReportedWithoutPrimary() {
        workspace.execute("ALTER ROLE %s SET default_transaction_read_only = on".formatted(role));

        assertThat(reason("localhost:1," + TestPostgres.address()))
                .startsWith("localhost:1: Connection to localhost:1 refused")
                .contains("; " + TestPostgres.address() + ": it rejects writes");
    }

    @Test
    void serverClosingTheConnectionIsReported() throws IOException {
        try (ServerSocket server = replying("")) {
            assertThat(reason("localhost:" + server.getLocalPort()))
                    .matches("no connection to localhost:\\d+ \\(java.*\\): check PG_HOST and PG_PORT");
        }
    }

    @Test
    void otherServerThanPostgresIsReported() throws IOException {
        try (ServerSocket server = replying("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")) {
            assertThat(reason("localhost:" + server.getLocalPort())).contains("check PG_HOST and PG_PORT");
        }
    }

    private PrimaryDataSource dataSource(String addresses) {
        HikariDataSource pool = PostgresDataSource.create(
                TestPostgres.settings(addresses, workspace.database(), role, Optional.empty()), "test", 1);
        return (PrimaryDataSource) pool.getDataSource();
    }

    /** The reason of the failed connection. */
    private String reason(String addresses) {
        try {
            dataSource(addresses).getConnection().close();
            return "none";
        } catch (SQLException e) {
            return Reason.message(e);
        }
    }

    /** A server that sends every client the same reply and closes the connection. */
    private static ServerSocket replying(String reply) throws IOException {
        ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket client = listener.accept();
                        OutputStream output = client.getOutputStream()) {
                    client.getInputStream().read();
                    output.write(reply.getBytes());
                } catch (IOException e) {
                    // One side has ended, or the test has.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return listener;
    }
}
