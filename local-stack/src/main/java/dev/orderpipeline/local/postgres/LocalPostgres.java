package dev.orderpipeline.local.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.container.Images;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.ProcessTree;
import dev.orderpipeline.local.server.LocalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.io.function.Uncheck;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * PostgreSQL with durable commits, as in production. Databases are in UTF-8 and sort by
 * code point; the server's time zone is UTC. Connections from this machine need no password.
 */
public class LocalPostgres extends LocalServer {

    private static final String USER = "postgres";
    private static final int CONNECT_TIMEOUT_SECONDS = 30;

    /** Keeps messages in English, and the data folder independent of the user's locale. */
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C");

    private final Path data;
    private final PostgresPrograms programs;
    private final Map<String, String> moreSettings;

    /**
     * A server with the default settings. It is not started yet, and ends with this JVM at the latest.
     *
     * @param directory where it keeps data and log; created where missing
     * @param port 0 takes a free one
     */
    public LocalPostgres(Path directory, int port) {
        this(directory, port, Map.of());
    }

    /** @param moreSettings by name; they take precedence over the defaults of the local stack */
    public LocalPostgres(Path directory, int port, Map<String, String> moreSettings) {
        this(PostgresPrograms.EMBEDDED, directory, port, moreSettings);
    }

    LocalPostgres(PostgresPrograms programs, Path directory, int port, Map<String, String> moreSettings) {
        super("PostgreSQL", directory, port);
        this.data = directory.resolve("data");
        this.programs = programs;
        this.moreSettings = moreSettings;
    }

    /** The other nodes, where tables are distributed; empty on a single server. */
    public List<LocalPostgres> workers() {
        return List.of();
    }

    /** The superuser, who needs no password. */
    public String user() {
        return USER;
    }

    /**
     * Creates the database; one that exists stays as it is.
     *
     * @throws LocalStackException if the server rejects a statement
     */
    public void createDatabase(String name) {
        execute("postgres", "Database " + name + " could not be created", jdbc -> {
            if (jdbc.queryForList("SELECT 1 FROM pg_database WHERE datname = ?", name)
                    .isEmpty()) {
                jdbc.execute("CREATE DATABASE " + quoted(name));
            }
        });
    }

    /**
     * Drops the database and terminates its sessions. No effect if it does not exist.
     *
     * @throws LocalStackException if the server rejects a statement
     */
    public void dropDatabase(String name) {
        execute(
                "postgres",
                "Database " + name + " could not be dropped",
                jdbc -> jdbc.execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)"));
    }

    /**
     * Runs statements in a database, as {@link #user()}; each on a connection of its own.
     *
     * @param failure begins the message if one of them fails
     * @throws LocalStackException if one of them fails
     */
    public <T> T run(String database, String failure, Function<JdbcTemplate, T> statements) {
        try {
            return statements.apply(new JdbcTemplate(dataSource(database)));
        } catch (DataAccessException e) {
            throw new LocalStackException(
                    failure + ": " + e.getMostSpecificCause().getMessage(), e);
        }
    }

    /** As {@link #run}, for statements that return nothing. */
    public void execute(String database, String failure, Consumer<JdbcTemplate> statements) {
        run(database, failure, jdbc -> {
            statements.accept(jdbc);
            return null;
        });
    }

    /** The address of a database, without user. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /** Opens a new connection to the database, as {@link #user()}, on each call. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl(database));
        dataSource.setUser(USER);
        dataSource.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        return dataSource;
    }

    @Override
    protected ChildProcess launch() {
        Path programFolder = programs.home().get().resolve("bin");
        if (Files.exists(data.resolve("postgresql.conf"))) {
            endLeftover();
        } else {
            initialise(programFolder);
        }
        List<String> command = asNormalUser(programFolder.resolve("postgres"));
        command.addAll(List.of("-D", data.toString(), "-c", "unix_socket_directories="));
        command.addAll(settings());
        // SIGINT is PostgreSQL's "fast" shutdown; at SIGTERM it would wait for its clients to leave.
        return ChildProcess.start("postgres", command, ENVIRONMENT, logFile(), "INT");
    }

    /** The image's own script prepares the data folder where that was not done before. */
    @Override
    protected ContainerSpec container() {
        List<String> command = new ArrayList<>(List.of("postgres"));
        command.addAll(settings());
        return new ContainerSpec(
                Images.POSTGRES,
                command,
                Map.of(
                        "PGDATA",
                        data.toString(),
                        "POSTGRES_USER",
                        USER,
                        "POSTGRES_PASSWORD",
                        USER,
                        "POSTGRES_INITDB_ARGS",
                        "--encoding=UTF8 --locale=C.UTF-8 --no-sync"),
                List.of(port()),
                List.of(directory()));
    }

    @Override
    protected boolean isReady() throws SQLException {
        try (Connection connection = dataSource("postgres").getConnection()) {
            return connection.isValid(CONNECT_TIMEOUT_SECONDS);
        }
    }

    @Override
    protected List<Hint> hints() {
        String asNormalUser = "Run as a normal user instead";
        return List.of(
                new Hint(
                        "unshare",
                        "PostgreSQL does not run as root, and this container does not allow a user namespace. "
                                + asNormalUser + ", or allow it (docker run --security-opt seccomp=unconfined)."),
                new Hint("cannot be run as root", "PostgreSQL does not run as root. " + asNormalUser + "."),
                new Hint(
                        "has wrong ownership",
                        "The data folder belongs to another user. Run as that user, or choose another data folder."),
                new Hint(
                        "incompatible with server",
                        "The data folder was made by another version of PostgreSQL. Choose another data folder."));
    }

    /** As arguments of the server. */
    private List<String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "listen_addresses", listenAddress(),
                "port", String.valueOf(port()),
                "max_connections", "200",
                "shared_buffers", "256MB",
                "max_wal_size", "2GB",
                "timezone", "UTC",
                "log_timezone", "UTC",
                "hba_file", writeHostBasedAuthentication().toString()));
        settings.putAll(moreSettings);
        return settings.entrySet().stream()
                .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue()))
                .toList();
    }

    /** The authentication of all users but the superuser, as a line of {@code pg_hba.conf}. */
    protected String authentication() {
        return "host all all all trust";
    }

    /** The host-based authentication; the server is reachable from this machine only. */
    private Path writeHostBasedAuthentication() {
        return Uncheck.get(
                () -> Files.writeString(directory().resolve("pg_hba.conf"), """
                local all         %1$s     trust
                host  all         %1$s all trust
                host  replication %1$s all trust
                %2$s
                """.formatted(USER, authentication())));
    }

    private void initialise(Path programFolder) {
        List<String> command = asNormalUser(programFolder.resolve("initdb"));
        command.addAll(List.of(
                "--pgdata=" + data,
                "--username=" + USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions",
                "--no-sync"));
        command.addAll(programs.localeOptions());
        ChildProcess initdb = ChildProcess.start("initdb", command, ENVIRONMENT, logFile());
        if (!initdb.awaitExit(startTimeout())) {
            initdb.kill();
            throw failed(initdb, "its data folder was not prepared within " + startTimeoutText());
        }
        if (initdb.exitCode().orElseThrow() != 0) {
            throw failed(initdb, "its data folder could not be prepared");
        }
    }

    /**
     * Ends a server that was killed together with its watcher, but left processes. The data folder is locked by this
     * stack, so no other stack uses them.
     */
    private void endLeftover() {
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.exists(pidFile)) {
            leftover(Uncheck.get(() -> Files.readAllLines(pidFile))).ifPresent(ProcessTree::kill);
            Uncheck.run(() -> Files.deleteIfExists(pidFile));
        }
    }

    /** The pid may belong to another program by now, which must not be killed. */
    private static Optional<ProcessHandle> leftover(List<String> pidFile) {
        return pidFile.stream()
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, the process has no privileges. */
    private static List<String> asNormalUser(Path program) {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        List<String> command = new ArrayList<>();
        if (linux && new UnixSystem().getUid() == 0) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(program.toString());
        return command;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
