package dev.orderpipeline.common.postgres;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes values as the text of a one-dimensional PostgreSQL array: {@code {1,2,NULL}}. */
final class ArrayLiteral {

    /** Types whose text never holds anything that means something to an array. */
    private static final Set<String> PLAIN_TYPES = Set.of("uuid", "bigint", "numeric", "timestamp", "boolean");

    private ArrayLiteral() {}

    /**
     * @param type PostgreSQL's name of the element type
     * @param value gives a row's value; null becomes {@code NULL}
     */
    static <R> String of(String type, List<R> rows, Function<R, ?> value) {
        boolean quoted = !PLAIN_TYPES.contains(type);
        StringBuilder literal = new StringBuilder(rows.size() * 38 + 2).append('{');
        for (R row : rows) {
            if (literal.length() > 1) {
                literal.append(',');
            }
            Object element = value.apply(row);
            if (element != null && quoted) {
                appendQuoted(literal, element.toString());
            } else {
                literal.append(element == null ? "NULL" : element.toString());
            }
        }
        return literal.append('}').toString();
    }

    private static void appendQuoted(StringBuilder literal, String text) {
        literal.append('"')
                .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }
}
