package dev.orderpipeline.common.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the values of an {@code MGET} one by one, as they are received: those of a batch may exceed the heap. They
 * are parsed on the network thread, so that no bytes are kept: a command of {@link ReferenceClient} returns about 8
 * MiB, parsed in 0.2 s, and no other command is in flight but the readiness probe's. In a cluster, these are commands of a
 * key each, and several threads.
 */
final class ValuesOutput extends CommandOutput<byte[], byte[], Void> {

    /** Consumer of the values; thread-safe. */
    interface Reader {

        /**
         * Called for each value.
         *
         * @param index of its key
         * @param value valid during the call only; null if there is none
         */
        void read(int index, @Nullable ByteBuffer value);

        /**
         * Called in place of {@link #read} for a value that {@link ReplyLimit} has dropped.
         *
         * @param bytes its length
         */
        void dropped(int index, long bytes);
    }

    private final Reader reader;
    private int index;

    /** @param firstIndex of the command's first key */
    ValuesOutput(Reader reader, int firstIndex) {
        super(ByteArrayCodec.INSTANCE, null);
        this.reader = reader;
        this.index = firstIndex;
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
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
