package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.List;

/**
 * What one service does with a batch; all the rest is the loop's.
 *
 * @param <M> the message that the service consumes
 */
public interface BatchProcessor<M> {

    /**
     * Reads one record's value.
     *
     * @param value may be null
     * @throws RejectedRecordException if it is no message of this service
     */
    M parse(byte[] value);

    /**
     * Does with a batch what needs no transaction. An earlier batch may still be being written meanwhile.
     *
     * @param batch valid messages in the order of their offsets, at least one
     * @throws BatchTooLargeException if what comes of the batch does not fit into memory at once; never for one message
     */
    PreparedBatch prepare(List<Received<M>> batch);

    /** A batch that is ready to be written. */
    @FunctionalInterface
    interface PreparedBatch {

        /**
         * Writes the batch. Called once, in a database transaction, which is committed when this returns and rolled back
         * when it throws; the same records may be prepared and written again, all or a part of them, so every write
         * must be repeatable.
         *
         * @return what to send after the commit
         * @throws OutdatedBatchException if the batch has to be prepared again first
         * @throws BatchTooLargeException if what the tables hold of the batch does not fit into memory at once; never for
         *     one message
         */
        BatchResult write();
    }
}
