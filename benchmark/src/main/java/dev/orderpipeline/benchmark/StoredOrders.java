package dev.orderpipeline.benchmark;

import dev.orderpipeline.quickstart.service.SqlFile;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
        JdbcTemplate jdbc = new JdbcTemplate(database);
        new TransactionTemplate(new DataSourceTransactionManager(database)).executeWithoutResult(transaction -> {
            jdbc.queryForMap(RANGE, Long.toString(first), Long.toString(behind));
            boolean withKeys = behind - first <= MAX_WITH_KEYS;
            if (!withKeys) {
                jdbc.execute(SqlFile.read(StoredOrders.class, "drop-keys.sql"));
            }
            jdbc.execute(SqlFile.read(StoredOrders.class, "stored-orders.sql"));
            if (!withKeys) {
                jdbc.execute(SqlFile.read(StoredOrders.class, "create-keys.sql"));
            }
        });
        // Otherwise autovacuum would run during a measurement.
        jdbc.execute("VACUUM (FREEZE, ANALYZE)");
    }
}
