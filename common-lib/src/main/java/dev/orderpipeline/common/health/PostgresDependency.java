package dev.orderpipeline.common.health;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Whether PostgreSQL answers. */
public final class PostgresDependency implements Dependency {

    private final DataSource dataSource;

    public PostgresDependency(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public void check() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute("SELECT 1");
        }
    }
}
