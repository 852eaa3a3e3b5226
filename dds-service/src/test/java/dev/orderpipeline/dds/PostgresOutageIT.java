package dev.orderpipeline.dds;

import static dev.orderpipeline.dds.OutageStand.eventually;

import dev.orderpipeline.local.postgres.LocalPostgres;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Everything happens to PostgreSQL that can: the service waits and says so, is alive but not ready, and goes on by
 * itself once it is over; nothing is lost, nothing is dead-lettered, nothing is there twice.
 */
class PostgresOutageIT {

    private static final String DATABASE = "dwh";

    /** @param reason what the service says meanwhile, as a regular expression */
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
    private static OutageStand stand;

    /** Somebody else's transaction that gets in the way of the service's. */
    private static Session rival;

    @BeforeAll
    static void startService() {
        postgres = LocalPostgres.in(directory);
        postgres.start();
        postgres.createDatabase(DATABASE);
        jdbc = new JdbcTemplate(postgres.dataSource(DATABASE));
        jdbc.execute("CREATE ROLE loader LOGIN");
        jdbc.execute("GRANT CREATE ON DATABASE dwh TO loader");
        stand = new OutageStand(variables(DATABASE));
        stand.sendOrders();
        jdbc.execute("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION USING ERRCODE = TG_ARGV[0], MESSAGE = TG_ARGV[1]; END $$");
    }

    @AfterAll
    static void stopAll() {
        stand.close();
        postgres.stop();
    }

    @BeforeEach
    void beginWhereAllIsWell() {
        stand.everythingWentOn(postgres.dataSource(DATABASE));
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
                        PostgresOutageIT::allowNoConnection,
                        () -> jdbc.execute("ALTER ROLE loader CONNECTION LIMIT -1"),
                        "too many connections for role"),
                new Outage(
                        "disk full",
                        () -> letInsertsFail("53100", "No space left on device"),
                        PostgresOutageIT::letInsertsSucceed,
                        "No space left on device"),
                new Outage(
                        "serialization failure",
                        () -> letInsertsFail("40001", "could not serialize access"),
                        PostgresOutageIT::letInsertsSucceed,
                        "could not serialize access"),
                new Outage(
                        "privilege taken away",
                        () -> jdbc.execute("ALTER TABLE dds.s_order_status OWNER TO postgres"),
                        () -> jdbc.execute("ALTER TABLE dds.s_order_status OWNER TO loader"),
                        "permission denied for table s_order_status|GRANT INSERT ON dds.s_order_status TO loader"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void outageIsWaitedFor(Outage outage) {
        outage.begins().run();
        try {
            stand.sendOrders();
            stand.waitsSayingWhy(stand.place(), outage.reason());
        } finally {
            outage.ends().run();
        }
        stand.everythingWentOn(postgres.dataSource(DATABASE));
    }

    /** The transaction has written hubs and links by then, and waits for somebody's lock on a satellite. */
    static Stream<Outage> breaksInMidTransaction() {
        return Stream.of(
                new Outage(
                        "killed",
                        () -> postgres.kill(),
                        () -> postgres.start(),
                        "I/O error|unexpected postmaster exit|Connection to .* refused"),
                new Outage(
                        "connection terminated",
                        PostgresOutageIT::terminateConnectionsAndBlockTheNextAttempt,
                        () -> rival.close(),
                        "terminating connection due to administrator command"),
                new Outage("deadlock", PostgresOutageIT::causeDeadlock, () -> rival.close(), "deadlock detected"));
    }

    @ParameterizedTest
    @MethodSource("breaksInMidTransaction")
    void transactionThatIsBrokenOffIsDoneAgain(Outage outage) {
        try (Session session = new Session(postgres, DATABASE)) {
            session.execute("LOCK TABLE dds.s_order_cost");
            stand.sendOrders();
            eventually().until(() -> waiting("dds.s_order_cost"));
            outage.begins().run();
        }
        try {
            stand.waitsSayingWhy(stand.place(), outage.reason());
        } finally {
            outage.ends().run();
        }
        stand.everythingWentOn(postgres.dataSource(DATABASE));
    }

    @Test
    void serviceStartsWithoutPostgresAndMigratesWhenItComes() {
        postgres.createDatabase("late");
        new JdbcTemplate(postgres.dataSource("late")).execute("GRANT CREATE ON DATABASE late TO loader");
        postgres.stop();

        try (OutageStand late = new OutageStand(variables("late"))) {
            late.sendOrders();

            try {
                late.waitsSayingWhy("", "Connection to .* refused");
            } finally {
                postgres.start();
            }
            late.everythingWentOn(postgres.dataSource("late"));
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

    /** Connections stay, as with a server that was demoted. */
    private static void setReadOnly(String onOrOff) {
        jdbc.execute("ALTER SYSTEM SET default_transaction_read_only = " + onOrOff);
        jdbc.execute("SELECT pg_reload_conf()");
    }

    private static void allowNoConnection() {
        jdbc.execute("ALTER ROLE loader CONNECTION LIMIT 0");
        terminateConnections();
    }

    private static void terminateConnections() {
        jdbc.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'loader'");
    }

    private static void letInsertsFail(String sqlState, String message) {
        jdbc.execute("CREATE TRIGGER fail BEFORE INSERT ON dds.s_order_status EXECUTE FUNCTION fail('%s', '%s')"
                .formatted(sqlState, message));
    }

    private static void letInsertsSucceed() {
        jdbc.execute("DROP TRIGGER fail ON dds.s_order_status");
    }

    /** The server itself is well: without somebody in its way, the service would have gone on at once. */
    private static void terminateConnectionsAndBlockTheNextAttempt() {
        rival = new Session(postgres, DATABASE);
        rival.execute("LOCK TABLE dds.s_order_status");
        terminateConnections();
    }

    /** The rival holds what the service wants next, and wants what it holds. The service notices first. */
    private static void causeDeadlock() {
        rival = new Session(postgres, DATABASE);
        rival.execute("SET deadlock_timeout = '1min'");
        rival.execute("LOCK TABLE dds.s_order_status");
        CompletableFuture.runAsync(() -> rival.execute("LOCK TABLE dds.h_order"));
        eventually().until(() -> waiting("dds.h_order"));
    }

    private static boolean waiting(String table) {
        return jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = ?::regclass AND NOT granted)",
                Boolean.class,
                table);
    }
}
