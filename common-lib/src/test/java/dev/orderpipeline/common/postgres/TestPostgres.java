package dev.orderpipeline.common.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.local.LocalPostgres;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import java.util.Optional;

/** The library's connections to the local stack. */
final class TestPostgres {

    private TestPostgres() {}

    /** To the workspace's database. */
    static HikariDataSource connect(Workspace workspace, String applicationName, int connections) {
        LocalPostgres postgres = LocalStack.shared().postgres();
        return connect(postgres.host() + ":" + postgres.port(), workspace, applicationName, connections);
    }

    /** As above, by way of another address. */
    static HikariDataSource connect(String address, Workspace workspace, String applicationName, int connections) {
        PostgresSettings settings = new PostgresSettings(
                address,
                workspace.database(),
                LocalStack.shared().postgres().user(),
                Optional.empty(),
                "prefer",
                Optional.empty());
        return PostgresDataSource.create(settings, applicationName, connections);
    }
}
