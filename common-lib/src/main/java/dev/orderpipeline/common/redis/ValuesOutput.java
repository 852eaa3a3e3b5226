package dev.orderpipeline.common.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;

/**
 * Receives the values of an {@code MGET} one by one, as they come from the network: the values of a batch may be more than
 * the heap holds. Called by the network's thread.
 */
final class ValuesOutput extends CommandOutput<byte[], byte[], Void> {

    /** What is done with a value. */
    @FunctionalInterface
    interface Reader {

        /**
         * Reads a value.
         *
         * @param index of its key
         * @param value of which nothing may be kept; null if there is none
         */
        void read(int index, ByteBuffer value);
    }

    private final Reader reader;
    private int index;

    ValuesOutput(Reader reader) {
        super(ByteArrayCodec.INSTANCE, null);
        this.reader = reader;
    }

    @Override
    public void set(ByteBuffer bytes) {
        reader.read(index++, bytes);
    }
}
