package dev.orderpipeline.benchmark;

import java.util.Map;

/**
 * A query and its parameters.
 *
 * @param sql with parameters as {@code :name}
 */
record Question(String sql, Map<String, Object> parameters) {

    Question(String sql) {
        this(sql, Map.of());
    }

    Question with(Map<String, Object> values) {
        return new Question(sql, values);
    }

    /** The same question over {@code plain.orders} and {@code plain.order_lines}. */
    Question overPlainTables() {
        return new Question(sql.replaceAll("\\bdds\\.", "plain."), parameters);
    }
}
