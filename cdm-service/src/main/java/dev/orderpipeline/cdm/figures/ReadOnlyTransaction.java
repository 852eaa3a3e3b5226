package dev.orderpipeline.cdm.figures;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowMapper;

/** The queries of a transaction, which share its timeout: each has what the ones before have left of it. */
final class ReadOnlyTransaction {

    private final JdbcOperations jdbc;
    private final long endNanos;

    ReadOnlyTransaction(JdbcOperations jdbc, Duration timeout) {
        this.jdbc = jdbc;
        endNanos = System.nanoTime() + timeout.toNanos();
    }

    <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) {
        // 0 would be no timeout.
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        jdbc.execute("SET LOCAL statement_timeout = " + left);
        return jdbc.query(sql, mapper, parameters);
    }

    /** The number in the first row. */
    long number(String sql) {
        return query(sql, (row, index) -> row.getLong(1)).get(0);
    }
}
