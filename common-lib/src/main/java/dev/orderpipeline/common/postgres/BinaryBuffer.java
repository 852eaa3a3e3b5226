package dev.orderpipeline.common.postgres;

import java.util.Arrays;
import org.postgresql.util.ByteConverter;

/** A growing buffer of values in PostgreSQL's binary format. */
final class BinaryBuffer {

    private byte[] bytes;
    private int length;

    /** @param capacity approximate number of bytes */
    BinaryBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, length);
    }

    void int4(int number) {
        ensureCapacity(Integer.BYTES);
        ByteConverter.int4(bytes, length, number);
        length += Integer.BYTES;
    }

    void int8(long number) {
        ensureCapacity(Long.BYTES);
        ByteConverter.int8(bytes, length, number);
        length += Long.BYTES;
    }

    void bytes(byte... more) {
        ensureCapacity(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void ensureCapacity(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
