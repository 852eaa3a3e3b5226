package dev.orderpipeline.dds;

import static dev.orderpipeline.testing.Conditions.eventually;

import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.OutageLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Outages of PostgreSQL: the service retries with a reason, is alive but not ready, and recovers by itself; no order is
 * lost, stored twice or a dead letter.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresOutageIT {

    private static final String DATABASE = "dwh";

    /** @param reason the reason in readiness and log, a regular expression */
    private record Outage(String name, Runnable begins, Runnable ends, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    private static Path directory;

    private static LocalPostgres postgres;
    private static JdbcTemplate jdbc;
    private static VaultOutage vault;

    /** A transaction of another user that blocks the one of the service. */
    private static Session otherUser;

    @BeforeAll
    static void startService() {
        postgres = new LocalPostgres(directory, 0);
        postgres.start();
        postgres.createDatabase(DATABASE);
        jdbc = new JdbcTemplate(postgres.dataSource(DATABASE));
        jdbc.execute("CREATE ROLE loader LOGIN");
        jdbc.execute("GRANT CREATE ON DATABASE dwh TO loader");
        vault = new VaultOutage(variables(DATABASE));
        vault.sendOrders();
        jdbc.execute("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION USING ERRCODE = TG_ARGV[0], MESSAGE = TG_ARGV[1]; END $$");
    }

    @AfterAll
    static void stopAll() {
        vault.close();
        postgres.stop();
    }

    @BeforeEach
    void recover() {
        vault.assertRecovered(postgres.dataSource(DATABASE));
    }

    static Stream<Outage> outages() {
        return Stream.of(
                new Outage("stopped", () -> postgres.stop(), () -> postgres.start(), "Connection to .* refused"),
                new Outage(
                        "read-only",
                        () -> setReadOnly("on"),
                        () -> setReadOnly("off"),
                        "read-only transaction|default_transaction_read_only is on"),
                new Outage(
                        "no connection left",
                        PostgresOutageIT::refuseConnections,
                        () -> jdbc.execute("ALTER ROLE loader CONNECTION LIMIT -1"),
                        "too many connections for role"),
                new Outage(
                        "disk full",
                        () -> failInserts("53100", "No space left on device"),
                        PostgresOutageIT::stopFailingInserts,
                        "No space left on device"),
                new Outage(
                        "serialization failure",
                        () -> failInserts("40001", "could not serialize access"),
                        PostgresOutageIT::stopFailingInserts,
                        "could not serialize access"),
                new Outage(
                        "privilege revoked",
                        () -> jdbc.execute("ALTER TABLE dds.s_order_status OWNER TO postgres"),
                        () -> jdbc.execute("ALTER TABLE dds.s_order_status OWNER TO loader"),
                        "permission denied for table s_order_status|GRANT INSERT ON dds.s_order_status TO loader"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void batchIsRetriedUntilTheOutageEnds(Outage outage, CapturedOutput output) {
        outage.begins().run();
        try {
            vault.assertRetriesOrders(output, vault.batch(), outage.reason());
        } finally {
            outage.ends().run();
        }
        vault.assertRecovered(postgres.dataSource(DATABASE));
    }

    /** The transaction has written hubs and links by then, and waits for a lock on a satellite. */
    static Stream<Outage> faultsInTransaction() {
        return Stream.of(
                new Outage(
                        "killed",
                        () -> postgres.kill(),
                        () -> postgres.start(),
                        "I/O error|unexpected postmaster exit|Connection to .* refused"),
                new Outage(
                        "connection terminated",
                        PostgresOutageIT::terminateConnectionsAndBlockNextAttempt,
                        () -> otherUser.close(),
                        "terminating connection due to administrator command"),
                new Outage("deadlock", PostgresOutageIT::causeDeadlock, () -> otherUser.close(), "deadlock detected"));
    }

    @ParameterizedTest
    @MethodSource("faultsInTransaction")
    void abortedTransactionIsRetried(Outage outage, CapturedOutput output) {
        OutageLog log = VaultOutage.logFromNow(output);
        try (Session session = new Session(postgres, DATABASE)) {
            session.execute("LOCK TABLE dds.s_order_cost");
            vault.sendOrders();
            eventually().until(() -> waiting("dds.s_order_cost"));
            outage.begins().run();
        }
        try {
            vault.assertRetries(log, vault.batch(), outage.reason());
        } finally {
            outage.ends().run();
        }
        vault.assertRecovered(postgres.dataSource(DATABASE));
    }

    @Test
    void serviceStartsWithoutPostgresAndMigratesLater(CapturedOutput output) {
        postgres.createDatabase("late");
        new JdbcTemplate(postgres.dataSource("late")).execute("GRANT CREATE ON DATABASE late TO loader");
        postgres.stop();

        OutageLog log = VaultOutage.logFromNow(output);
        try (VaultOutage late = new VaultOutage(variables("late"))) {
            late.sendOrders();

            try {
                late.assertRetries(log, "", "Connection to .* refused");
            } finally {
                postgres.start();
            }
            late.assertRecovered(postgres.dataSource("late"));
        }
    }

    private static Map<String, String> variables(String database) {
        return Map.of(
                "PG_HOST",
                postgres.host(),
                "PG_PORT",
                Integer.toString(postgres.port()),
                "PG_DB_NAME",
                database,
                "PG_USER",
                "loader");
    }

    /** Connections stay open, as with a server that was demoted. */
    private static void setReadOnly(String onOrOff) {
        jdbc.execute("ALTER SYSTEM SET default_transaction_read_only = " + onOrOff);
        jdbc.execute("SELECT pg_reload_conf()");
    }

    private static void refuseConnections() {
        jdbc.execute("ALTER ROLE loader CONNECTION LIMIT 0");
        terminateConnections();
    }

    private static void terminateConnections() {
        jdbc.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'loader'");
    }

    private static void failInserts(String sqlState, String message) {
        jdbc.execute("CREATE TRIGGER fail BEFORE INSERT ON dds.s_order_status EXECUTE FUNCTION fail('%s', '%s')"
                .formatted(sqlState, message));
    }

    private static void stopFailingInserts() {
        jdbc.execute("DROP TRIGGER fail ON dds.s_order_status");
    }

    /** The server itself is available: without the lock, the next attempt would succeed. */
    private static void terminateConnectionsAndBlockNextAttempt() {
        otherUser = new Session(postgres, DATABASE);
        otherUser.execute("LOCK TABLE dds.s_order_status");
        terminateConnections();
    }

    /** The other user holds the lock that the service needs next, and needs one that it holds. The service fails first. */
    private static void causeDeadlock() {
        otherUser = new Session(postgres, DATABASE);
        otherUser.execute("SET deadlock_timeout = '1min'");
        otherUser.execute("LOCK TABLE dds.s_order_status");
        CompletableFuture.runAsync(() -> otherUser.execute("LOCK TABLE dds.h_order"));
        eventually().until(() -> waiting("dds.h_order"));
    }

    private static boolean waiting(String table) {
        return jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = ?::regclass AND NOT granted)",
                Boolean.class,
                table);
    }
}
