package dev.orderpipeline.common.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.config.PostgresSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens connections to the primary among the hosts in {@code PG_HOST}. Adds host and cause to the driver's exceptions
 * that lack them.
 */
final class PrimaryDataSource extends AbstractDataSource {

    private final Driver driver = new Driver();
    private final PostgresSettings settings;
    private final Properties properties;
    private volatile int loginTimeoutSeconds;

    /** @param properties the driver's, with the user */
    PrimaryDataSource(PostgresSettings settings, Properties properties) {
        this.settings = settings;
        this.properties = properties;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return connect(settings.hosts(), "primary");
        } catch (SQLException e) {
            throw withHost(e);
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new UnsupportedOperationException("the user is that of the settings");
    }

    /** Does not limit connecting, which has timeouts of its own; a pool that is closed waits this long for it. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutSeconds;
    }

    /** The database's name may contain any character; those with a meaning in a URL are escaped. */
    private Connection connect(String hosts, String serverType) throws SQLException {
        Properties ofThisAttempt = new Properties();
        ofThisAttempt.putAll(properties);
        PGProperty.TARGET_SERVER_TYPE.set(ofThisAttempt, serverType);
        settings.password().ifPresent(password -> PGProperty.PASSWORD.set(ofThisAttempt, password.value()));
        return driver.connect(
                "jdbc:postgresql://" + hosts + "/" + URLEncoder.encode(settings.database(), UTF_8), ofThisAttempt);
    }

    private SQLException withHost(SQLException failure) {
        if (!PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState().equals(failure.getSQLState())) {
            return failure;
        }
        Throwable cause = failure.getCause();
        if (cause == null) {
            return named(hostByHost(), failure);
        }
        if (cause instanceof UnknownHostException) {
            return named("host '%s' can't be resolved: check PG_HOST".formatted(cause.getMessage()), failure);
        }
        if (cause instanceof IOException && !(cause instanceof ConnectException)) {
            // A handshake is one with PostgreSQL, which has agreed to TLS.
            String advice = cause instanceof SSLHandshakeException ? "" : ": check PG_HOST and PG_PORT";
            return named("no connection to %s (%s)%s".formatted(settings.hosts(), cause, advice), failure);
        }
        return failure;
    }

    private static SQLException named(String reason, SQLException failure) {
        return new PSQLException(reason, PSQLState.CONNECTION_UNABLE_TO_CONNECT, failure);
    }

    /** The state of each host, if all or most respond but none accepts writes. */
    private String hostByHost() {
        return Arrays.stream(settings.hosts().split(","))
                .map(host -> host + ": " + reasonAgainst(host))
                .collect(Collectors.joining("; "));
    }

    private String reasonAgainst(String host) {
        try (Connection connection = connect(host, "any");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ReadOnlyServer.QUERY)) {
            row.next();
            return ReadOnlyServer.reason(row);
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
