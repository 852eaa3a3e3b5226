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

    /** The same question over the tables of another schema instead of the vault's. */
    Question over(String schema) {
        return new Question(sql.replaceAll("\\bdds\\.", schema + "."), parameters);
    }
}
