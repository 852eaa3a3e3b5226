package dev.orderpipeline.common.postgres;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.RowMapper;

/**
 * One SQL statement for all rows of a batch: its first parameters are arrays, one per column, for {@code SELECT
 * unnest(?::uuid[]), unnest(?::text[]), …}; parameters common to all rows follow. PostgreSQL reads several arrays
 * fastest in a {@code SELECT}: in a {@code FROM} it materializes the rows of each before it joins them.
 *
 * @param <R> a row
 */
public final class BulkStatement<R> {

    private final String table;
    private final String sql;
    private final List<Column<R, ?>> columns;

    /** @param table the statement's table with its schema, for the metrics */
    public BulkStatement(String table, String sql, List<Column<R, ?>> columns) {
        this.table = table;
        this.sql = sql;
        this.columns = List.copyOf(columns);
    }

    String sql() {
        return sql;
    }

    /**
     * Executes the statement once for all rows; not at all without rows.
     *
     * @return number of changed rows
     */
    public int update(Database database, List<R> rows, Object... parameters) {
        return rows.isEmpty() ? 0 : database.on(table, jdbc -> jdbc.update(prepare(rows, parameters)));
    }

    /** Executes the statement once for all rows, not at all without rows, and maps the returned rows. */
    public <T> List<T> query(Database database, List<R> rows, RowMapper<T> mapper, Object... parameters) {
        return rows.isEmpty()
                ? new ArrayList<>()
                : database.on(table, jdbc -> jdbc.query(prepare(rows, parameters), mapper));
    }

    private PreparedStatementCreator prepare(List<R> rows, Object... parameters) {
        return connection -> {
            PreparedStatement statement = connection.prepareStatement(sql);
            int index = 1;
            for (Column<R, ?> column : columns) {
                statement.setObject(index++, BinaryArray.of(column, rows));
            }
            for (Object parameter : parameters) {
                statement.setObject(index++, parameter);
            }
            return statement;
        };
    }
}
