package dev.orderpipeline.common.postgres;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Migrates the service's schema with Flyway; the history table is in that schema, possibly beside tables of others.
 * Replicas that start at the same time wait for one another. The whole migration is one transaction on one connection:
 * it needs no second connection, which a small pooler may have given to waiting replicas, and leaves no session state.
 */
public final class SchemaMigration {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String QUERY_CANCELED = "57014";

    /** Duplicate table, schema, object, function. */
    private static final Set<String> NAME_TAKEN = Set.of("42P07", "42P06", "42710", "42723");

    private final DataSource dataSource;
    private final int statementTimeoutSeconds;
    private final TransactionOperations transactions;
    private final String schema;

    /**
     * @param jdbc with a query timeout
     * @param schema created if missing
     */
    public SchemaMigration(JdbcTemplate jdbc, TransactionOperations transactions, String schema) {
        this.dataSource = Objects.requireNonNull(jdbc.getDataSource());
        this.statementTimeoutSeconds = jdbc.getQueryTimeout();
        this.transactions = transactions;
        this.schema = schema;
    }

    /**
     * Idempotent and thread-safe.
     *
     * @throws DatabaseSetupException with the server's message if a statement fails; or if the schema's history is not
     *     that of this service's migrations
     */
    public void migrate() {
        Attempt attempt = new Attempt();
        try {
            transactions.executeWithoutResult(status -> attempt.run());
        } catch (RuntimeException e) {
            throw attempt.connections.failure().map(attempt::explain).orElse(e);
        }
    }

    private final class Attempt {

        private final TransactionDataSource connections = new TransactionDataSource(dataSource);
        private final JdbcTemplate jdbc = new JdbcTemplate(connections);
        private @Nullable MigrationRights rights;

        void run() {
            jdbc.setQueryTimeout(statementTimeoutSeconds);
            waitForOtherReplicas();
            limitStatements();
            rights = MigrationRights.read(jdbc, schema);
            if (rights.historyExists() && !rights.historyUsable()) {
                throw new DatabaseSetupException("%s.%s is not the history of Flyway's migrations: %s"
                        .formatted(schema, MigrationRights.HISTORY, moveAway()));
            }
            if (!rights.schemaExists()) {
                jdbc.execute("CREATE SCHEMA " + schema);
            }
            runFlyway(rights.user());
            resetSearchPath();
        }

        /**
         * Flyway locks its history table, but replicas may compete before that table exists. The lock is released with
         * the transaction.
         */
        private void waitForOtherReplicas() {
            jdbc.query("SELECT pg_advisory_xact_lock(hashtext(?))", row -> {}, "migrate " + schema);
        }

        /** Flyway's statements have no timeouts. These settings end with the transaction. */
        private void limitStatements() {
            jdbc.query(
                    "SELECT set_config('statement_timeout', ?, true), set_config('lock_timeout', ?, true)",
                    row -> {},
                    statementTimeoutSeconds > 0 ? statementTimeoutSeconds + "s" : "0",
                    Timeouts.MIGRATION_LOCK.toSeconds() + "s");
        }

        private void runFlyway(String user) {
            Flyway flyway = Flyway.configure()
                    .dataSource(connections)
                    .defaultSchema(schema)
                    .schemas(schema)
                    .table(MigrationRights.HISTORY)
                    // Without characters that end a literal: Flyway does not escape it.
                    .installedBy(user.replaceAll("[^\\p{L}\\p{N}_.@-]", "_"))
                    .createSchemas(false)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .ignoreMigrationPatterns("*:future", "*:pending")
                    .locations("classpath:db/migration")
                    .load();
            try {
                flyway.migrate();
            } catch (FlywayValidateException e) {
                throw historyDiffers(flyway.validateWithResult());
            }
        }

        /** Flyway sets and restores it with SET, which would remain in the session. */
        private void resetSearchPath() {
            jdbc.execute("RESET search_path");
        }

        private DatabaseSetupException historyDiffers(ValidateResult result) {
            String differences = result.invalidMigrations.stream()
                    .map(migration -> "version %s, \"%s\": %s"
                            .formatted(migration.version, migration.description, migration.errorDetails.errorCode))
                    .collect(Collectors.joining("; "));
            return new DatabaseSetupException(
                    "%s.%s contains other migrations than this service's (%s): run the release that created it, or, if it belongs to another program, %s"
                            .formatted(schema, MigrationRights.HISTORY, differences, moveAway()));
        }

        private RuntimeException explain(SQLException failure) {
            DatabaseSetupException explained = new DatabaseSetupException(
                    "schema %s can't be migrated: %s".formatted(schema, messageAndAdvice(failure)));
            explained.addSuppressed(failure);
            return explained;
        }

        private String messageAndAdvice(SQLException failure) {
            String state = String.valueOf(failure.getSQLState());
            if (rights == null && state.equals(QUERY_CANCELED)) {
                return "another replica has been migrating it for more than %d s".formatted(statementTimeoutSeconds);
            }
            if (NAME_TAKEN.contains(state)) {
                return "%s: restore %s.%s if it was lost; if the name is taken by an object of another owner, %s"
                        .formatted(serverMessage(failure), schema, MigrationRights.HISTORY, moveAway());
            }
            if (state.equals(INSUFFICIENT_PRIVILEGE)
                    && rights != null
                    && !rights.grants(schema).isEmpty()) {
                return serverMessage(failure) + ": " + rights.grants(schema) + ", or check PG_USER";
            }
            return Reason.message(failure);
        }

        /** Without the position in a statement, which is not logged. */
        private String serverMessage(SQLException failure) {
            return failure instanceof PSQLException rejected && rejected.getServerErrorMessage() != null
                    ? rejected.getServerErrorMessage().getSeverity() + ": "
                            + rejected.getServerErrorMessage().getMessage()
                    : String.valueOf(failure.getMessage());
        }

        private String moveAway() {
            return "rename it or move it out of schema %s, or check PG_DB_NAME".formatted(schema);
        }
    }
}
