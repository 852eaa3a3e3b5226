package dev.orderpipeline.common.postgres;

import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.metrics.TableMetrics;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcOperations;

/** Access to the database in the current transaction, with times measured per table. */
public final class Database {

    private final JdbcOperations jdbc;
    private final TableMetrics tables;

    public Database(JdbcOperations jdbc, PipelineMetrics metrics) {
        this.jdbc = jdbc;
        this.tables = metrics.tables();
    }

    /** Executes a statement that belongs to no table. */
    public void execute(String sql) {
        jdbc.execute(sql);
    }

    /** Executes a query that belongs to no table and returns its single text. */
    public String queryText(String sql) {
        return jdbc.queryForObject(sql, (row, number) -> row.getString(1));
    }

    /** Executes a statement on a table and records its time for the table. */
    <T> T on(String table, Function<JdbcOperations, T> statement) {
        return tables.time(table, () -> statement.apply(jdbc));
    }
}
