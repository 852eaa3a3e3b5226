package dev.orderpipeline.cdm.figures;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.postgres.PostgresDataSource;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Connections of the page alone, so that its readers never take one from the loop. One is opened when it is needed, and
 * closed when it is idle.
 */
public final class ReadOnlyDatabase implements AutoCloseable {

    /** One for the snapshot, one for the counters of users. */
    private static final int MAX_CONNECTIONS = 2;

    /**
     * Settings of the transaction, not of the session, which a pooler may share. All statements see the marts at one moment,
     * and use one processor of the server.
     */
    private static final String SETTINGS = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
            SET LOCAL max_parallel_workers_per_gather = 0""";

    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    public ReadOnlyDatabase(PostgresSettings settings, String applicationName) {
        pool = PostgresDataSource.create(settings, applicationName, MAX_CONNECTIONS);
        pool.setPoolName("postgres-page");
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(Timeouts.PAGE_CONNECTION_IDLE.toMillis());
        pool.setMaxLifetime(Timeouts.PAGE_CONNECTION_MAX_AGE.toMillis());
        // The default is longer than a connection is kept.
        pool.setKeepaliveTime(0);
        jdbc = new JdbcTemplate(pool);
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
    }

    /**
     * Runs queries in one transaction.
     *
     * @param timeout of all of them together
     * @throws org.springframework.dao.DataAccessException if PostgreSQL is unreachable, or rejects or cancels a statement
     * @throws org.springframework.transaction.CannotCreateTransactionException if there is no connection
     */
    public <T> T read(Duration timeout, Function<ReadOnlyTransaction, T> queries) {
        return transactions.execute(status -> {
            jdbc.execute(SETTINGS);
            return queries.apply(new ReadOnlyTransaction(jdbc, timeout));
        });
    }

    @Override
    public void close() {
        pool.close();
    }
}
