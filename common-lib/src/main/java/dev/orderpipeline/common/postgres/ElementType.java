package dev.orderpipeline.common.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.core.Oid;
import org.postgresql.util.ByteConverter;

/**
 * A type of PostgreSQL whose arrays can be sent in binary form, which neither side has to print or parse.
 *
 * @param <V> the values in Java
 */
public final class ElementType<V> {

    /** PostgreSQL counts from the year 2000. */
    private static final long POSTGRES_EPOCH_SECOND =
            LocalDateTime.of(2000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    private static final byte JSONB_VERSION = 1;

    public static final ElementType<UUID> UUID =
            new ElementType<>("uuid", Oid.UUID, Oid.UUID_ARRAY, ElementType::binary);
    public static final ElementType<String> TEXT =
            new ElementType<>("text", Oid.TEXT, Oid.TEXT_ARRAY, text -> text.getBytes(UTF_8));
    public static final ElementType<Long> BIGINT =
            new ElementType<>("int8", Oid.INT8, Oid.INT8_ARRAY, ElementType::binary);
    public static final ElementType<BigDecimal> NUMERIC =
            new ElementType<>("numeric", Oid.NUMERIC, Oid.NUMERIC_ARRAY, ByteConverter::numeric);
    /** Microseconds at finest. */
    public static final ElementType<LocalDateTime> TIMESTAMP =
            new ElementType<>("timestamp", Oid.TIMESTAMP, Oid.TIMESTAMP_ARRAY, ElementType::binary);

    public static final ElementType<Boolean> BOOLEAN =
            new ElementType<>("bool", Oid.BOOL, Oid.BOOL_ARRAY, value -> new byte[] {(byte) (value ? 1 : 0)});
    /** JSON texts. */
    public static final ElementType<byte[]> JSONB =
            new ElementType<>("jsonb", Oid.JSONB, Oid.JSONB_ARRAY, ElementType::jsonb);

    private static final Set<ElementType<?>> ALL = Set.of(UUID, TEXT, BIGINT, NUMERIC, TIMESTAMP, BOOLEAN, JSONB);

    private final String name;
    private final int oid;
    private final int arrayOid;
    private final Function<V, byte[]> toBinary;

    private ElementType(String name, int oid, int arrayOid, Function<V, byte[]> toBinary) {
        this.name = name;
        this.oid = oid;
        this.arrayOid = arrayOid;
        this.toBinary = toBinary;
    }

    /** PostgreSQL's name of arrays of this type, for casts in SQL. */
    public String arrayName() {
        return name + "[]";
    }

    /** The arrays that the driver has to be told of, since by default it sends them as text. */
    static String arrayOids() {
        return ALL.stream().map(type -> Integer.toString(type.arrayOid)).collect(Collectors.joining(","));
    }

    int oid() {
        return oid;
    }

    byte[] toBinary(V value) {
        return toBinary.apply(value);
    }

    private static byte[] binary(UUID value) {
        byte[] bytes = new byte[2 * Long.BYTES];
        ByteConverter.int8(bytes, 0, value.getMostSignificantBits());
        ByteConverter.int8(bytes, Long.BYTES, value.getLeastSignificantBits());
        return bytes;
    }

    private static byte[] binary(long value) {
        byte[] bytes = new byte[Long.BYTES];
        ByteConverter.int8(bytes, 0, value);
        return bytes;
    }

    private static byte[] binary(LocalDateTime value) {
        long seconds = value.toEpochSecond(ZoneOffset.UTC) - POSTGRES_EPOCH_SECOND;
        return binary(seconds * 1_000_000 + value.getNano() / 1_000);
    }

    private static byte[] jsonb(byte[] json) {
        byte[] bytes = new byte[json.length + 1];
        bytes[0] = JSONB_VERSION;
        System.arraycopy(json, 0, bytes, 1, json.length);
        return bytes;
    }
}
