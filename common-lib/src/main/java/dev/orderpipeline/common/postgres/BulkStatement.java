package dev.orderpipeline.common.postgres;

import java.sql.PreparedStatement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.RowMapper;

/**
 * One SQL statement for all the rows of a batch: its first parameters are arrays, one for each column, for
 * {@code unnest(?::uuid[], ?::text[], …)}; after them come parameters that are the same for all rows.
 *
 * @param <R> a row
 */
public final class BulkStatement<R> {

    /**
     * A column of the rows.
     *
     * @param type PostgreSQL's name of the element type
     * @param value gives a row's value, which may be null; its text must be valid input for the type
     */
    public record Column<R>(String type, Function<R, ?> value) {}

    private final String sql;
    private final List<Column<R>> columns;

    public BulkStatement(String sql, List<Column<R>> columns) {
        this.sql = sql;
        this.columns = List.copyOf(columns);
    }

    public static <R> Column<R> uuid(Function<R, ?> value) {
        return new Column<>("uuid", value);
    }

    public static <R> Column<R> text(Function<R, ?> value) {
        return new Column<>("text", value);
    }

    public static <R> Column<R> number(Function<R, ?> value) {
        return new Column<>("bigint", value);
    }

    public static <R> Column<R> decimal(Function<R, ?> value) {
        return new Column<>("numeric", value);
    }

    public static <R> Column<R> timestamp(Function<R, ?> value) {
        return new Column<>("timestamp", value);
    }

    /**
     * Runs the statement once for all rows; not at all if there are none.
     *
     * @return rows that it changed
     */
    public int update(JdbcOperations jdbc, List<R> rows, Object... parameters) {
        return rows.isEmpty() ? 0 : jdbc.update(prepare(rows, parameters));
    }

    /** Runs the statement once for all rows, not at all if there are none, and reads what it returns. */
    public <T> List<T> query(JdbcOperations jdbc, List<R> rows, RowMapper<T> mapper, Object... parameters) {
        return rows.isEmpty() ? new ArrayList<>() : jdbc.query(prepare(rows, parameters), mapper);
    }

    private PreparedStatementCreator prepare(List<R> rows, Object... parameters) {
        return connection -> {
            PreparedStatement statement = connection.prepareStatement(sql);
            int index = 1;
            for (Column<R> column : columns) {
                statement.setObject(index++, ArrayLiteral.of(column.type(), rows, column.value()), Types.OTHER);
            }
            for (Object parameter : parameters) {
                statement.setObject(index++, parameter);
            }
            return statement;
        };
    }
}
