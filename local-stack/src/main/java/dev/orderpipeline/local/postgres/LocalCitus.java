package dev.orderpipeline.local.postgres;

import dev.orderpipeline.local.container.RunMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * PostgreSQL over several nodes: this server is the coordinator of <a href="https://github.com/citusdata/citus">Citus</a>,
 * with {@link #workers()}, which are servers of their own. Each database has the extension on every node.
 */
public final class LocalCitus extends LocalPostgres {

    private static final int WORKERS = 2;

    private static final Map<String, String> SETTINGS = Map.of(
            "shared_preload_libraries", "citus",
            "wal_level", "logical",
            "max_connections", "300",
            // A transaction on several nodes is prepared on each.
            "max_prepared_transactions", "600",
            // Each database takes one on every node.
            "max_worker_processes", "64",
            "citus.node_conninfo", "sslmode=disable");

    private final List<LocalPostgres> workers;

    /** @param home an installation of PostgreSQL with Citus, see {@link #installation()} */
    public LocalCitus(Path home, Path directory, int port, Map<String, String> moreSettings) {
        super(PostgresPrograms.in(home), directory, port, settings(moreSettings));
        this.workers = IntStream.rangeClosed(1, WORKERS)
                .mapToObj(number -> new LocalPostgres(
                        PostgresPrograms.in(home),
                        directory.resolveSibling("postgres-worker-" + number),
                        0,
                        settings(moreSettings)))
                .toList();
    }

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        return settings;
    }

    /**
     * The installation named by the variable {@code CITUS_HOME}: the folder with {@code bin/postgres}, of a PostgreSQL into
     * which Citus is installed. Empty without, and where the servers of tests run in containers.
     */
    public static Optional<Path> installation() {
        return Optional.ofNullable(System.getenv("CITUS_HOME"))
                .map(Path::of)
                .filter(home -> RunMode.configured() == RunMode.EMBEDDED)
                .filter(home -> Files.isExecutable(home.resolve("bin").resolve("postgres")));
    }

    @Override
    public List<LocalPostgres> workers() {
        return workers;
    }

    @Override
    public void createDatabase(String name) {
        workers.forEach(worker -> worker.createDatabase(name));
        super.createDatabase(name);
        Stream.concat(workers.stream(), Stream.of(this))
                .forEach(node -> node.execute(
                        name,
                        "The extension could not be created",
                        jdbc -> jdbc.execute("CREATE EXTENSION IF NOT EXISTS citus")));
        execute(name, "The nodes could not be joined", jdbc -> {
            jdbc.execute("SELECT citus_set_coordinator_host('%s', %d)".formatted(host(), port()));
            workers.forEach(
                    worker -> jdbc.execute("SELECT citus_add_node('%s', %d)".formatted(worker.host(), worker.port())));
        });
    }

    @Override
    public void dropDatabase(String name) {
        super.dropDatabase(name);
        workers.forEach(worker -> worker.dropDatabase(name));
    }
}
