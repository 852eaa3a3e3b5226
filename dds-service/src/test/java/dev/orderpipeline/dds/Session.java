package dev.orderpipeline.dds;

import dev.orderpipeline.local.postgres.LocalPostgres;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** An open transaction of another user, which is rolled back in the end. */
final class Session implements AutoCloseable {

    private final SingleConnectionDataSource connection;

    Session(LocalPostgres postgres, String database) {
        connection = new SingleConnectionDataSource(postgres.jdbcUrl(database), postgres.user(), "", true);
        connection.setAutoCommit(false);
    }

    void execute(String sql) {
        new JdbcTemplate(connection).execute(sql);
    }

    /** Does nothing if the server has stopped. */
    @Override
    public void close() {
        connection.destroy();
    }
}
