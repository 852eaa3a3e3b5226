package dev.orderpipeline.common.postgres;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a {@link BulkStatement}'s rows.
 *
 * @param type of the values in the database
 * @param value returns a row's value
 */
public record Column<R, V>(ElementType<V> type, Function<R, ? extends @Nullable V> value) {

    public static <R> Column<R, UUID> uuid(Function<R, UUID> value) {
        return new Column<>(ElementType.UUID, value);
    }

    public static <R> Column<R, String> text(Function<R, String> value) {
        return new Column<>(ElementType.TEXT, value);
    }

    public static <R> Column<R, Long> number(Function<R, Long> value) {
        return new Column<>(ElementType.BIGINT, value);
    }

    public static <R> Column<R, BigDecimal> decimal(Function<R, BigDecimal> value) {
        return new Column<>(ElementType.NUMERIC, value);
    }

    public static <R> Column<R, LocalDateTime> timestamp(Function<R, LocalDateTime> value) {
        return new Column<>(ElementType.TIMESTAMP, value);
    }

    /** JSON texts, stored unchanged. */
    public static <R> Column<R, byte[]> json(Function<R, byte[]> value) {
        return new Column<>(ElementType.JSON, value);
    }

    /** Writes a row's value to the buffer: length, then bytes. */
    void write(R row, BinaryBuffer buffer) {
        type.write(value.apply(row), buffer);
    }
}
