package dev.orderpipeline.common.postgres;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.tls.RenewedTls;
import java.sql.SQLException;

/**
 * The connection pool: no server-side prepared statements and no session state, so that a pooler in transaction mode
 * may be used; the primary of several hosts; timeouts, so that an unresponsive server is detected. Connects on first
 * use.
 */
public final class PostgresDataSource {

    /** What the statements of services and migrations rely on. */
    static final int MIN_SERVER_VERSION = 12;

    private PostgresDataSource() {}

    /** @param connections maximum number of open connections */
    public static HikariDataSource create(PostgresSettings settings, String applicationName, int connections) {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setPoolName("postgres");
        dataSource.setDataSource(new PrimaryDataSource(settings, dataSource.getDataSourceProperties()));
        dataSource.setMaximumPoolSize(connections);
        dataSource.setMinimumIdle(1);
        dataSource.setInitializationFailTimeout(-1);
        dataSource.setConnectionTimeout(Timeouts.DATABASE_POOL.toMillis());
        // Otherwise the pool reads it from its first connection, and if that breaks just then, no later one ever works.
        dataSource.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        dataSource.setExceptionOverride(new LeaveReadOnlyServer());
        dataSource.addDataSourceProperty("user", settings.user());
        dataSource.addDataSourceProperty("ApplicationName", applicationName);
        dataSource.addDataSourceProperty("connectTimeout", Long.toString(Timeouts.DATABASE_CONNECT.toSeconds()));
        dataSource.addDataSourceProperty("socketTimeout", Long.toString(Timeouts.DATABASE_SOCKET.toSeconds()));
        // Whatever else in this JVM has set one for all drivers: it would end the search for the primary.
        dataSource.addDataSourceProperty("loginTimeout", "0");
        dataSource.addDataSourceProperty("tcpKeepAlive", "true");
        dataSource.addDataSourceProperty("prepareThreshold", "0");
        // With it the driver sends all session parameters on connecting, and sets none afterwards.
        dataSource.addDataSourceProperty("assumeMinServerVersion", Integer.toString(MIN_SERVER_VERSION));
        dataSource.addDataSourceProperty("binaryTransferEnable", ElementType.arrayOids());
        settings.properties().values().forEach(dataSource::addDataSourceProperty);
        dataSource.addDataSourceProperty("sslmode", settings.sslMode());
        setTls(dataSource, settings.tls());
        return dataSource;
    }

    /** Without a client certificate, the driver reads the authorities itself, for each connection. */
    private static void setTls(HikariDataSource dataSource, TlsFiles tls) {
        if (tls.client().isPresent()) {
            dataSource.addDataSourceProperty("sslfactory", RenewedSocketFactory.class.getName());
            dataSource.addDataSourceProperty("sslfactoryarg", RenewedSocketFactory.register(new RenewedTls(tls)));
        } else {
            tls.authorities().ifPresent(file -> dataSource.addDataSourceProperty("sslrootcert", file.toString()));
        }
    }

    /** A demoted primary may keep its connections open: they are evicted, so that the new primary is searched for. */
    private static final class LeaveReadOnlyServer implements SQLExceptionOverride {

        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return DatabaseErrors.isReadOnlyServer(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
