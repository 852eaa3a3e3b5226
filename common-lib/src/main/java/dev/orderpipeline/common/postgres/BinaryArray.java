package dev.orderpipeline.common.postgres;

import java.util.List;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/** A one-dimensional array in PostgreSQL's binary form: a header, then its elements. */
final class BinaryArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    private static final int DIMENSIONS = 1;
    private static final int HAS_NULLS = 1;
    private static final int FIRST_INDEX = 1;
    private static final int HEADER_BYTES = 5 * Integer.BYTES;
    private static final int DEFAULT_ELEMENT_BYTES = 20;

    private final transient BinaryBuffer buffer;

    private BinaryArray(String type, BinaryBuffer buffer) {
        setType(type);
        this.buffer = buffer;
    }

    /** A column of the rows; null becomes {@code NULL}. */
    static <R, V> BinaryArray of(Column<R, V> column, List<R> rows) {
        BinaryBuffer buffer = new BinaryBuffer(HEADER_BYTES + rows.size() * DEFAULT_ELEMENT_BYTES);
        buffer.int4(DIMENSIONS);
        // A flag without a NULL in the array is harmless.
        buffer.int4(HAS_NULLS);
        buffer.int4(column.type().oid());
        buffer.int4(rows.size());
        buffer.int4(FIRST_INDEX);
        for (R row : rows) {
            column.write(row, buffer);
        }
        return new BinaryArray(column.type().arrayName(), buffer);
    }

    @Override
    public int lengthInBytes() {
        return buffer.length();
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        buffer.copyTo(target, offset);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("arrays are only sent");
    }
}
