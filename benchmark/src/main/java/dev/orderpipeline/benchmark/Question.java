package dev.orderpipeline.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.function.Uncheck;

/**
 * A query and its parameters.
 *
 * @param sql with parameters as {@code :name}
 */
record Question(String sql, Map<String, Object> parameters) {

    Question(String sql) {
        this(sql, Map.of());
    }

    /** Reads a file whose parameters are written as variables of psql, numbers as {@code :name} and texts as {@code :'name'}. */
    static Question read(Path file) {
        String sql = Uncheck.get(() -> Files.readString(file));
        return new Question(sql.replaceAll(":'(\\w+)'", ":$1").replaceAll(";\\s*$", ""));
    }

    Question with(Map<String, Object> values) {
        return new Question(sql, values);
    }

    /** The same question over {@code plain.orders} and {@code plain.order_lines}. */
    Question overPlainTables() {
        return new Question(sql.replaceAll("\\bdds\\.", "plain."), parameters);
    }
}
