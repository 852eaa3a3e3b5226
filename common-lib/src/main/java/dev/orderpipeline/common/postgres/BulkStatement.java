package dev.orderpipeline.common.postgres;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.RowMapper;

/**
 * One SQL statement for all the rows of a batch: its first parameters are arrays, one for each column, for
 * {@code SELECT unnest(?::uuid[]), unnest(?::text[]), …}; after them come parameters that are the same for all rows.
 * That is how PostgreSQL goes through several arrays fastest: in a {@code FROM} it stores the rows of each before it
 * puts them together.
 *
 * @param <R> a row
 */
public final class BulkStatement<R> {

    private final String table;
    private final String sql;
    private final List<Column<R, ?>> columns;

    /** @param table with its schema: the one that the statement is about */
    public BulkStatement(String table, String sql, List<Column<R, ?>> columns) {
        this.table = table;
        this.sql = sql;
        this.columns = List.copyOf(columns);
    }

    String sql() {
        return sql;
    }

    /**
     * Runs the statement once for all rows; not at all if there are none.
     *
     * @return rows that it changed
     */
    public int update(Database database, List<R> rows, Object... parameters) {
        return rows.isEmpty() ? 0 : database.on(table, jdbc -> jdbc.update(prepare(rows, parameters)));
    }

    /** Runs the statement once for all rows, not at all if there are none, and reads what it returns. */
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
