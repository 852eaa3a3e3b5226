package dev.orderpipeline.common.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.SharedStack;
import java.util.Optional;

/** The library's connections to the local stack. */
final class TestPostgres {

    private TestPostgres() {}

    /** To the workspace's database. */
    static HikariDataSource connect(Workspace workspace, String applicationName, int connections) {
        return connect(address(), workspace, applicationName, connections);
    }

    /** As above, by way of another address. */
    static HikariDataSource connect(String address, Workspace workspace, String applicationName, int connections) {
        String user = SharedStack.get().postgres().user();
        return PostgresDataSource.create(
                settings(address, workspace.database(), user, Optional.empty()), applicationName, connections);
    }

    /** A connection of a user to a database. */
    static HikariDataSource connectAs(String user, String database) {
        return PostgresDataSource.create(settings(address(), database, user, Optional.empty()), "test", 1);
    }

    static PostgresSettings settings(String addresses, String database, String user, Optional<Secret> password) {
        return new PostgresSettings(
                addresses, database, user, password, "prefer", TlsFiles.NONE, ClientProperties.NONE);
    }

    static String address() {
        LocalPostgres postgres = SharedStack.get().postgres();
        return postgres.host() + ":" + postgres.port();
    }
}
