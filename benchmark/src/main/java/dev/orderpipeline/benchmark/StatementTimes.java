package dev.orderpipeline.benchmark;

import dev.orderpipeline.quickstart.service.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What PostgreSQL executes in one database, from its extension pg_stat_statements: statements by table with all that they
 * cause, and the foreign-key checks among that, by the table that is looked up.
 */
final class StatementTimes {

    /** Settings of the server, without which there are no statistics. */
    static final Map<String, String> SETTINGS =
            Map.of("shared_preload_libraries", "pg_stat_statements", "pg_stat_statements.track", "all");

    private static final String SELECT = SqlFile.read(StatementTimes.class, "statement-times.sql");

    private final List<Row> rows;
    private final double orders;

    private StatementTimes(List<Row> rows, double orders) {
        this.rows = rows;
        this.orders = orders;
    }

    /** @param table with its schema; empty for statements that name none */
    private record Row(boolean topLevel, String table, double calls, double milliseconds) {}

    /** Resets the statistics; creates the extension where it is missing. */
    static void reset(DataSource database) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        jdbc.execute("SELECT pg_stat_statements_reset()");
    }

    /**
     * The times since the last reset.
     *
     * @param orders that were written meanwhile
     */
    static StatementTimes read(DataSource database, double orders) {
        List<Row> rows = new JdbcTemplate(database)
                .query(
                        SELECT,
                        (row, number) -> new Row(
                                row.getBoolean("toplevel"),
                                row.getString("table"),
                                row.getDouble("calls"),
                                row.getDouble("milliseconds")));
        return new StatementTimes(rows, orders);
    }

    /** The tables that statements name. */
    SortedSet<String> tables() {
        return tables(true);
    }

    /** The tables that foreign-key checks look up. */
    SortedSet<String> checkedTables() {
        return tables(false);
    }

    private SortedSet<String> tables(boolean topLevel) {
        return rows.stream()
                .filter(row -> row.topLevel() == topLevel && !row.table().isEmpty())
                .map(Row::table)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Microseconds of an order in the statements on a table, with their foreign-key checks. */
    double statements(String table) {
        return perOrder(true, table, Row::milliseconds) * 1_000;
    }

    /** Microseconds of an order in checks that look up a table: a part of the statements on other tables. */
    double checks(String table) {
        return perOrder(false, table, Row::milliseconds) * 1_000;
    }

    /** The number of these checks for an order. */
    double checkCount(String table) {
        return perOrder(false, table, Row::calls);
    }

    private double perOrder(boolean topLevel, String table, ToDoubleFunction<Row> value) {
        return rows.stream()
                        .filter(row -> row.topLevel() == topLevel && row.table().equals(table))
                        .mapToDouble(value)
                        .sum()
                / orders;
    }
}
