package dev.orderpipeline.benchmark;

import dev.orderpipeline.quickstart.service.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Fills the tables with old orders, much faster than the pipeline.
 *
 * @param database with the tables of all services and some processed orders
 */
record StoredOrders(DataSource database) {

    /** The id of order number 0; also in {@code stored-orders.sql}. */
    static final long FIRST_ID = 9_000_000_000L;

    /** Of more orders, the keys and indexes are created afterwards: in one go, they take a fraction of the time. */
    private static final long MAX_WITH_KEYS = 10_000;

    private static final String RANGE =
            "SELECT set_config('bench.first', ?, true), set_config('bench.behind', ?, true)";

    /**
     * Adds orders.
     *
     * @param first number of the first order; must be unique
     * @param behind number after the last order
     */
    void add(long first, long behind) {
        try (Connection connection = database.getConnection();
                PreparedStatement range = connection.prepareStatement(RANGE);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            range.setString(1, Long.toString(first));
            range.setString(2, Long.toString(behind));
            range.execute();
            boolean withKeys = behind - first <= MAX_WITH_KEYS;
            if (!withKeys) {
                statement.execute(SqlFile.read(StoredOrders.class, "drop-keys.sql"));
            }
            statement.execute(SqlFile.read(StoredOrders.class, "stored-orders.sql"));
            if (!withKeys) {
                statement.execute(SqlFile.read(StoredOrders.class, "create-keys.sql"));
            }
            connection.commit();
            connection.setAutoCommit(true);
            // Otherwise autovacuum would run during a measurement.
            statement.execute("VACUUM (FREEZE, ANALYZE)");
        } catch (SQLException e) {
            throw new IllegalStateException("The tables could not be filled: " + e.getMessage(), e);
        }
    }
}
