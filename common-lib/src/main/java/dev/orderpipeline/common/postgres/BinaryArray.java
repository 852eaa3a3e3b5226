package dev.orderpipeline.common.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.postgresql.util.ByteConverter;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/** A one-dimensional array in PostgreSQL's binary form: a header, then for each element its length and its bytes. */
final class BinaryArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    private static final int HEADER_BYTES = 5 * Integer.BYTES;
    private static final int FIRST_INDEX = 1;
    private static final int NULL_LENGTH = -1;

    private byte[] bytes;
    private int length;

    private BinaryArray(int capacity) {
        bytes = new byte[capacity];
    }

    /** @param value gives a row's element; null becomes {@code NULL} */
    static <R, V> BinaryArray of(ElementType<V> type, List<R> rows, Function<R, ? extends V> value) {
        BinaryArray array = new BinaryArray(HEADER_BYTES + rows.size() * 24);
        array.setType(type.arrayName());
        boolean nulls = false;
        array.length = HEADER_BYTES;
        for (R row : rows) {
            V element = value.apply(row);
            if (element == null) {
                nulls = true;
                array.append(NULL_LENGTH);
            } else {
                byte[] binary = type.toBinary(element);
                array.append(binary.length);
                array.append(binary);
            }
        }
        array.writeHeader(nulls, type.oid(), rows.size());
        return array;
    }

    private void writeHeader(boolean nulls, int elementOid, int size) {
        int dimensions = 1;
        int position = 0;
        for (int field : new int[] {dimensions, nulls ? 1 : 0, elementOid, size, FIRST_INDEX}) {
            ByteConverter.int4(bytes, position, field);
            position += Integer.BYTES;
        }
    }

    private void append(int number) {
        makeRoomFor(Integer.BYTES);
        ByteConverter.int4(bytes, length, number);
        length += Integer.BYTES;
    }

    private void append(byte[] element) {
        makeRoomFor(element.length);
        System.arraycopy(element, 0, bytes, length, element.length);
        length += element.length;
    }

    private void makeRoomFor(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    @Override
    public int lengthInBytes() {
        return length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, length);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("arrays are only sent");
    }
}
