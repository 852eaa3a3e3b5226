package dev.orderpipeline.common.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.util.ByteConverter;

/**
 * A PostgreSQL type whose values are sent in binary format, without formatting and parsing.
 *
 * @param <V> the values in Java
 */
public final class ElementType<V> {

    /** PostgreSQL's epoch is 2000-01-01. */
    private static final long POSTGRES_EPOCH_SECOND =
            LocalDateTime.of(2000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    private static final byte JSONB_VERSION = 1;
    private static final int NULL_LENGTH = -1;

    public static final ElementType<UUID> UUID =
            new ElementType<>("uuid", Oid.UUID, Oid.UUID_ARRAY, ElementType::writeUuid);
    public static final ElementType<String> TEXT = new ElementType<>(
            "text", Oid.TEXT, Oid.TEXT_ARRAY, (value, buffer) -> writeBytes(value.getBytes(UTF_8), buffer));
    public static final ElementType<Long> BIGINT =
            new ElementType<>("int8", Oid.INT8, Oid.INT8_ARRAY, ElementType::writeLong);
    public static final ElementType<BigDecimal> NUMERIC = new ElementType<>(
            "numeric",
            Oid.NUMERIC,
            Oid.NUMERIC_ARRAY,
            (value, buffer) -> writeBytes(ByteConverter.numeric(value), buffer));
    /** With a precision of microseconds. */
    static final ElementType<LocalDateTime> TIMESTAMP =
            new ElementType<>("timestamp", Oid.TIMESTAMP, Oid.TIMESTAMP_ARRAY, ElementType::writeTimestamp);

    static final ElementType<byte[]> JSON =
            new ElementType<>("json", Oid.JSON, Oid.JSON_ARRAY, ElementType::writeBytes);

    public static final ElementType<Boolean> BOOLEAN = new ElementType<>(
            "bool",
            Oid.BOOL,
            Oid.BOOL_ARRAY,
            (value, buffer) -> writeBytes(new byte[] {(byte) (value ? 1 : 0)}, buffer));
    /** JSON texts. */
    public static final ElementType<byte[]> JSONB =
            new ElementType<>("jsonb", Oid.JSONB, Oid.JSONB_ARRAY, ElementType::writeJsonb);

    private static final Set<ElementType<?>> ALL = Set.of(UUID, TEXT, BIGINT, NUMERIC, TIMESTAMP, BOOLEAN, JSON, JSONB);

    private final String name;
    private final int oid;
    private final int arrayOid;
    private final BiConsumer<V, BinaryBuffer> writer;

    private ElementType(String name, int oid, int arrayOid, BiConsumer<V, BinaryBuffer> writer) {
        this.name = name;
        this.oid = oid;
        this.arrayOid = arrayOid;
        this.writer = writer;
    }

    /** PostgreSQL's name of arrays of this type, for casts in SQL. */
    public String arrayName() {
        return name + "[]";
    }

    /** The array types for the driver's {@code binaryTransferEnable}: by default it sends them as text. */
    static String arrayOids() {
        return ALL.stream().map(type -> Integer.toString(type.arrayOid)).collect(Collectors.joining(","));
    }

    int oid() {
        return oid;
    }

    /** Writes a value to the buffer, its length first; null becomes {@code NULL}. */
    void write(@Nullable V value, BinaryBuffer buffer) {
        if (value == null) {
            buffer.int4(NULL_LENGTH);
        } else {
            writer.accept(value, buffer);
        }
    }

    private static void writeUuid(UUID value, BinaryBuffer buffer) {
        buffer.int4(2 * Long.BYTES);
        buffer.int8(value.getMostSignificantBits());
        buffer.int8(value.getLeastSignificantBits());
    }

    private static void writeLong(long value, BinaryBuffer buffer) {
        buffer.int4(Long.BYTES);
        buffer.int8(value);
    }

    private static void writeTimestamp(LocalDateTime value, BinaryBuffer buffer) {
        long seconds = value.toEpochSecond(ZoneOffset.UTC) - POSTGRES_EPOCH_SECOND;
        writeLong(seconds * 1_000_000 + value.getNano() / 1_000, buffer);
    }

    private static void writeBytes(byte[] value, BinaryBuffer buffer) {
        buffer.int4(value.length);
        buffer.bytes(value);
    }

    private static void writeJsonb(byte[] json, BinaryBuffer buffer) {
        buffer.int4(1 + json.length);
        buffer.bytes(JSONB_VERSION);
        buffer.bytes(json);
    }
}
