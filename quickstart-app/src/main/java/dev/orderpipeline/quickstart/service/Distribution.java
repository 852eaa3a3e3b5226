package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.process.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.io.function.Uncheck;

/** How the tables of a pipeline are distributed over the nodes of its PostgreSQL, by Citus. */
public enum Distribution {
    /** The schema of each service on one node. */
    SCHEMAS,
    /** The rows of each table by its key, by the services' own scripts. */
    TABLES;

    private static final Duration MIGRATION_TIMEOUT = Duration.ofMinutes(2);

    /** As a restart of the services does: settings of the database hold for new connections. */
    private static final String CLOSE_CONNECTIONS = """
            SELECT pg_terminate_backend(pid)
              FROM pg_stat_activity
             WHERE datname = current_database() AND application_name LIKE '%-service'
            """;

    /**
     * Waits until the replicas have migrated the schemas, and distributes the tables, which must be empty.
     *
     * @throws CommandFailedException if the replicas are not ready in time
     */
    public void apply(PipelineWorkspace workspace, Replicas replicas) {
        if (!Await.until(MIGRATION_TIMEOUT, replicas::areReady)) {
            throw new CommandFailedException("Not all replicas are ready, so that their tables can't be distributed");
        }
        for (Stage stage : Stage.values()) {
            workspace.base().execute(script(stage));
        }
        workspace.base().query(CLOSE_CONNECTIONS);
    }

    private String script(Stage stage) {
        if (this == SCHEMAS) {
            return "SELECT citus_schema_distribute('%s')".formatted(stage.schema());
        }
        Path module = Installation.ofThisProgram().root().resolve(stage.service());
        return Uncheck.get(() -> Files.readString(module.resolve("src/main/resources/db/distribute.sql")));
    }
}
