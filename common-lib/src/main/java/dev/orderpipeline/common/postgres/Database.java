package dev.orderpipeline.common.postgres;

import dev.orderpipeline.common.metrics.PipelineMetrics;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcOperations;

/** The database as the services write it: in the transaction under way, and timed by table. */
public final class Database {

    private final JdbcOperations jdbc;
    private final PipelineMetrics metrics;

    public Database(JdbcOperations jdbc, PipelineMetrics metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    /** Runs a statement that belongs to no table. */
    public void execute(String sql) {
        jdbc.execute(sql);
    }

    /** Runs a query that belongs to no table, and gives one row of one text. */
    public String queryText(String sql) {
        return jdbc.queryForObject(sql, String.class);
    }

    /** Runs a statement on a table, and adds its time to the table's. */
    <T> T on(String table, Function<JdbcOperations, T> statement) {
        return metrics.timeTable(table, () -> statement.apply(jdbc));
    }
}
