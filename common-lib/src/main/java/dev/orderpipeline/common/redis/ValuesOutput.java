package dev.orderpipeline.common.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Receives the values of an {@code MGET} one by one, as they come from the network: the values of a batch may be more than
 * the heap holds. They are parsed on the network's thread, since nothing of them is kept: a command of
 * {@link ReferenceClient} brings about 8 MiB, which take 0.2 s, and no other command is in flight but readiness' ping.
 */
final class ValuesOutput extends CommandOutput<byte[], byte[], Void> {

    /** What is done with a value. */
    interface Reader {

        /**
         * Reads a value.
         *
         * @param index of its key
         * @param value of which nothing may be kept; null if there is none
         */
        void read(int index, ByteBuffer value);

        /**
         * Called in place of {@link #read} for a value that {@link ReplyLimit} has dropped.
         *
         * @param bytes its length
         */
        void dropped(int index, long bytes);
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

    @Override
    public void setError(ByteBuffer error) {
        OptionalLong dropped = ReplyLimit.droppedBytes(error);
        if (dropped.isPresent()) {
            reader.dropped(index++, dropped.getAsLong());
        } else {
            super.setError(error);
        }
    }
}
