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
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens connections to the primary among the hosts of {@code PG_HOST}. Where the driver's reason for not finding one names
 * neither host nor cause, the exception does.
 */
final class PrimaryDataSource extends AbstractDataSource {

    private final Driver driver = new Driver();
    private final PostgresSettings settings;
    private final Properties properties;
    private volatile int loginTimeoutSeconds;

    /** @param properties the driver's, with user and password */
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
        throw new UnsupportedOperationException("The user is that of the settings");
    }

    /** Bounds no attempt, which connects and reads do; it is how long a pool that is closed waits for one. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutSeconds;
    }

    /** The name of a database may hold any character; those that steer a URL are escaped. */
    private Connection connect(String hosts, String serverType) throws SQLException {
        Properties ofThisAttempt = new Properties();
        ofThisAttempt.putAll(properties);
        PGProperty.TARGET_SERVER_TYPE.set(ofThisAttempt, serverType);
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
            return named("host '%s' can't be resolved: look at PG_HOST".formatted(cause.getMessage()), failure);
        }
        if (cause instanceof IOException && !(cause instanceof ConnectException)) {
            return named(
                    "no connection to %s (%s): look at PG_HOST and PG_PORT".formatted(settings.hosts(), cause),
                    failure);
        }
        return failure;
    }

    private static SQLException named(String reason, SQLException failure) {
        return new PSQLException(reason, PSQLState.CONNECTION_UNABLE_TO_CONNECT, failure);
    }

    /** All hosts answered, or most of them, but none as a server that takes writes. */
    private String hostByHost() {
        return Arrays.stream(settings.hosts().split(","))
                .map(host -> host + ": " + whyItIsNotThePrimary(host))
                .collect(Collectors.joining("; "));
    }

    private String whyItIsNotThePrimary(String host) {
        try (Connection connection = connect(host, "any");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ReadOnlyServer.QUERY)) {
            row.next();
            return ReadOnlyServer.reason(row);
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
