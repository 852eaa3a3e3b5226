package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A primary and a synchronous standby, both in {@code PG_HOST}: after a failover the service writes to the new primary,
 * whether the old one is down or read-only.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresFailoverIT {

    private static final String DATABASE = "dwh";

    enum OldPrimary {
        IS_KILLED,
        /** Connections to it stay open. */
        TURNS_READ_ONLY
    }

    @TempDir
    private Path directory;

    private LocalPostgres primary;
    private LocalPostgres standby;
    private VaultOutage vault;

    @BeforeEach
    void startServers() throws Exception {
        primary = new LocalPostgres(directory.resolve("primary"), 0);
        primary.start();
        primary.createDatabase(DATABASE);
        primary.stop();
        copy(directory.resolve("primary"), directory.resolve("standby"));
        addSetting(directory.resolve("primary/data"), "synchronous_standby_names = 'standby'");
        addSetting(directory.resolve("primary/data"), "synchronous_commit = remote_apply");
        primary.start();
        Path data = directory.resolve("standby/data");
        Files.createFile(data.resolve("standby.signal"));
        addSetting(
                data,
                "primary_conninfo = 'host=%s port=%d user=%s application_name=standby'"
                        .formatted(primary.hostForServers(), primary.port(), primary.user()));
        standby = new LocalPostgres(directory.resolve("standby"), 0);
        standby.start();
        vault = new VaultOutage(Map.of(
                "PG_HOST", "%s:%d,%s:%d".formatted(primary.host(), primary.port(), standby.host(), standby.port()),
                "PG_DB_NAME", DATABASE,
                "PG_USER", primary.user()));
    }

    @AfterEach
    void stopAll() {
        vault.close();
        primary.stop();
        standby.stop();
    }

    @ParameterizedTest
    @EnumSource
    void serviceFailsOverToTheNewPrimary(OldPrimary oldPrimary, CapturedOutput output) {
        vault.sendOrders();
        vault.assertRecovered(primary.dataSource(DATABASE));
        switch (oldPrimary) {
            case IS_KILLED -> primary.kill();
            case TURNS_READ_ONLY -> {
                JdbcTemplate jdbc = new JdbcTemplate(primary.dataSource(DATABASE));
                jdbc.execute("ALTER SYSTEM SET default_transaction_read_only = on");
                jdbc.execute("SELECT pg_reload_conf()");
            }
        }
        vault.assertRetriesOrders(
                output,
                vault.batch(),
                "Connection to .* refused|read-only transaction|it rejects writes|which rejects writes");

        JdbcTemplate newPrimary = new JdbcTemplate(standby.dataSource(DATABASE));
        assertThat(newPrimary.queryForObject("SELECT pg_promote()", Boolean.class))
                .isTrue();
        vault.assertRecovered(standby.dataSource(DATABASE));
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }

    private static void addSetting(Path data, String setting) throws IOException {
        Files.writeString(data.resolve("postgresql.auto.conf"), setting + "\n", StandardOpenOption.APPEND);
    }
}
