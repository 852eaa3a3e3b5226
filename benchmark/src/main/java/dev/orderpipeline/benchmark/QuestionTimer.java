package dev.orderpipeline.benchmark;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCountCallbackHandler;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Measures queries in a warm database, over one connection, with all rows fetched. */
final class QuestionTimer {

    private static final String USER = "SELECT order_id, user_id FROM dds.orders WHERE order_id = :order_id";

    private static final int FETCH_SIZE = 10_000;

    private final NamedParameterJdbcTemplate jdbc;
    private final int repetitions;

    QuestionTimer(Connection connection, int repetitions) {
        JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        template.setFetchSize(FETCH_SIZE);
        this.jdbc = new NamedParameterJdbcTemplate(template);
        this.repetitions = repetitions;
    }

    /** The median time, and the rows of the answer. */
    record Timed(double milliseconds, int rows) {}

    /** The parameters of look-ups: an order, and its user. */
    Map<String, Object> parameters(long orderId) {
        return jdbc.queryForMap(USER, Map.of("order_id", orderId));
    }

    Timed time(Question question) {
        int rows = fetch(question);
        List<Double> milliseconds = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            long start = System.nanoTime();
            fetch(question);
            milliseconds.add((System.nanoTime() - start) / 1e6);
        }
        return new Timed(new Samples(milliseconds).median(), rows);
    }

    QueryPlan plan(Question question) {
        String explain = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + question.sql();
        return jdbc.query(explain, question.parameters(), (row, number) -> QueryPlan.parse(row.getString(1)))
                .get(0);
    }

    private int fetch(Question question) {
        RowCountCallbackHandler rows = new RowCountCallbackHandler();
        jdbc.query(question.sql(), question.parameters(), rows);
        return rows.getRowCount();
    }
}
