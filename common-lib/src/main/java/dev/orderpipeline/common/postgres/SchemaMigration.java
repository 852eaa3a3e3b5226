package dev.orderpipeline.common.postgres;

import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Brings the service's own schema up to date, with Flyway; its history table lies in that schema. Replicas that start
 * at once wait for one another. All of it is one transaction on one connection: whoever has begun needs no second one,
 * which a small pooler might have given to those that wait, and leaves no session state behind.
 */
public final class SchemaMigration {

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final String schema;

    /**
     * @param jdbc whose statements end by themselves when they take too long
     * @param schema created where missing
     */
    public SchemaMigration(JdbcTemplate jdbc, TransactionOperations transactions, String schema) {
        this.dataSource = Objects.requireNonNull(jdbc.getDataSource());
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.schema = schema;
    }

    /** May be called again, and by several loops at once. */
    public void migrate() {
        transactions.executeWithoutResult(status -> {
            lock();
            runFlyway();
            forgetSearchPath();
        });
    }

    /** Flyway locks its history table, but two replicas may meet before that is there. The lock ends with the transaction. */
    private void lock() {
        jdbc.query("SELECT pg_advisory_xact_lock(hashtext(?))", row -> {}, "migrate " + schema);
    }

    private void runFlyway() {
        Flyway.configure()
                .dataSource(new TransactionDataSource(dataSource))
                .defaultSchema(schema)
                .schemas(schema)
                .createSchemas(true)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** Flyway sets it for its work, and sets it back in the end: what is set would stay in the session. */
    private void forgetSearchPath() {
        jdbc.execute("RESET search_path");
    }
}
