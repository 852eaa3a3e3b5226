package dev.orderpipeline.common.postgres;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a table with their names, listed once for all statements on it. Immutable. The text of a statement
 * refers to them by placeholders, in which {@code alias} is any alias of the statement:
 *
 * <ul>
 *   <li>{@code {table}}: the table
 *   <li>{@code {columns}}, {@code {alias.columns}}: {@code order_id, kind, name}, those of the key first
 *   <li>{@code {key}}, {@code {alias.key}}: {@code alias.order_id, alias.kind}
 *   <li>{@code {arrays}}: {@code ?::uuid[], ?::text[], ?::text[]}, for an {@code unnest} in a {@code FROM}
 *   <li>{@code {unnested}}: {@code unnest(?::uuid[]), unnest(?::text[]), unnest(?::text[])}, for a {@code SELECT}
 *   <li>{@code {values = alias}}: {@code name = alias.name}, without the key, for a {@code SET}
 * </ul>
 *
 * @param <R> a row
 */
public final class Columns<R> {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:(\\w+)\\.)?(\\w+)(?: = (\\w+))?}");

    private record NamedColumn<R>(String name, Column<R, ?> column) {}

    private final List<NamedColumn<R>> key;
    private final List<NamedColumn<R>> values;

    private Columns(List<NamedColumn<R>> key, List<NamedColumn<R>> values) {
        this.key = key;
        this.values = values;
    }

    public static <R> Columns<R> none() {
        return new Columns<>(List.of(), List.of());
    }

    /** These columns, and one more of the key by which statements find rows. */
    public Columns<R> key(String name, Column<R, ?> column) {
        return new Columns<>(append(key, Stream.of(new NamedColumn<>(name, column))), values);
    }

    /** These columns, and the key of other rows as a part of the key. */
    public <S> Columns<R> key(Columns<S> others, Function<R, S> other) {
        return new Columns<>(append(key, others.key.stream().map(column -> of(column, other))), values);
    }

    /** These columns, and one more that is no part of the key. */
    public Columns<R> value(String name, Column<R, ?> column) {
        return new Columns<>(key, append(values, Stream.of(new NamedColumn<>(name, column))));
    }

    /** The columns of the key alone. */
    public Columns<R> key() {
        return new Columns<>(key, List.of());
    }

    /**
     * A statement with an array parameter for each of the columns.
     *
     * @param table with its schema
     * @param sql with {@code {arrays}} or {@code {unnested}} once; parameters that are the same for all rows come after it
     */
    public BulkStatement<R> statement(String table, String sql) {
        return new BulkStatement<>(
                table,
                PLACEHOLDER
                        .matcher(sql)
                        .replaceAll(placeholder -> Matcher.quoteReplacement(replacement(table, placeholder))),
                all().<Column<R, ?>>map(NamedColumn::column).toList());
    }

    private String replacement(String table, MatchResult placeholder) {
        String prefix = placeholder.group(1) == null ? "" : placeholder.group(1) + ".";
        String source = placeholder.group(3);
        return switch (placeholder.group(2)) {
            case "table" -> table;
            case "columns" -> join(all(), column -> prefix + column.name());
            case "key" -> join(key.stream(), column -> prefix + column.name());
            case "arrays" -> join(all(), Columns::array);
            case "unnested" -> join(all(), column -> "unnest(" + array(column) + ")");
            case "values" -> join(values.stream(), column -> column.name() + " = " + source + "." + column.name());
            default -> throw new IllegalArgumentException("unknown placeholder " + placeholder.group());
        };
    }

    private Stream<NamedColumn<R>> all() {
        return Stream.concat(key.stream(), values.stream());
    }

    private static String array(NamedColumn<?> column) {
        return "?::" + column.column().type().arrayName();
    }

    private static <R> String join(Stream<NamedColumn<R>> columns, Function<NamedColumn<R>, String> text) {
        return columns.map(text).collect(Collectors.joining(", "));
    }

    private static <R> List<NamedColumn<R>> append(List<NamedColumn<R>> columns, Stream<NamedColumn<R>> more) {
        return Stream.concat(columns.stream(), more).toList();
    }

    private static <R, S> NamedColumn<R> of(NamedColumn<S> column, Function<R, S> other) {
        return new NamedColumn<>(column.name(), of(column.column(), other));
    }

    private static <R, S, V> Column<R, V> of(Column<S, V> column, Function<R, S> other) {
        return new Column<>(column.type(), row -> column.value().apply(other.apply(row)));
    }
}
