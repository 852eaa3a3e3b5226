package dev.orderpipeline.common.postgres;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.Timeouts;
import java.sql.SQLException;

/**
 * Opens connections that fit the loop: no server-side prepared statements and no session state, so that a pooler in
 * transaction mode may stand between; the primary of several hosts; time-outs, so that a dead server is noticed.
 * Nothing is connected before somebody asks for a connection.
 */
public final class PostgresDataSource {

    /** What the statements of services and migrations rely on. */
    static final int MIN_SERVER_VERSION = 12;

    private PostgresDataSource() {}

    /** @param connections how many may be open at once */
    public static HikariDataSource create(PostgresSettings settings, String applicationName, int connections) {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setPoolName("postgres");
        dataSource.setDataSource(new PrimaryDataSource(settings, dataSource.getDataSourceProperties()));
        dataSource.setMaximumPoolSize(connections);
        dataSource.setMinimumIdle(1);
        dataSource.setInitializationFailTimeout(-1);
        dataSource.setConnectionTimeout(Timeouts.DATABASE_POOL.toMillis());
        // Otherwise the pool asks its first connection, and if that breaks just then, no later one ever works.
        dataSource.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        dataSource.setExceptionOverride(new LeaveReadOnlyServer());
        dataSource.addDataSourceProperty("user", settings.user());
        settings.password().ifPresent(password -> dataSource.addDataSourceProperty("password", password));
        dataSource.addDataSourceProperty("ApplicationName", applicationName);
        dataSource.addDataSourceProperty("connectTimeout", Long.toString(Timeouts.DATABASE_CONNECT.toSeconds()));
        dataSource.addDataSourceProperty("socketTimeout", Long.toString(Timeouts.DATABASE_SOCKET.toSeconds()));
        // Whatever else in this JVM has set one for all drivers: it would end the search for the primary.
        dataSource.addDataSourceProperty("loginTimeout", "0");
        dataSource.addDataSourceProperty("tcpKeepAlive", "true");
        dataSource.addDataSourceProperty("prepareThreshold", "0");
        // Then the driver says all about a session when it connects, and sets nothing afterwards.
        dataSource.addDataSourceProperty("assumeMinServerVersion", Integer.toString(MIN_SERVER_VERSION));
        dataSource.addDataSourceProperty("binaryTransferEnable", ElementType.arrayOids());
        dataSource.addDataSourceProperty("sslmode", settings.sslMode());
        settings.certificate().ifPresent(file -> dataSource.addDataSourceProperty("sslrootcert", file.toString()));
        return dataSource;
    }

    /** A primary that was demoted may keep its connections: they are given up, so that the new primary is looked for. */
    private static final class LeaveReadOnlyServer implements SQLExceptionOverride {

        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return DatabaseErrors.isReadOnlyServer(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
