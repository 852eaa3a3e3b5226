package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processing of a batch in one service; everything else is common.
 *
 * @param <M> the message that the service consumes
 */
public interface BatchProcessor<M> {

    /**
     * Parses the value of a record.
     *
     * @param value null for a tombstone
     * @throws RejectedRecordException if it is no message of this service
     */
    M parse(byte @Nullable [] value);

    /**
     * Prepares a batch outside of a transaction. The previous batch may be written concurrently.
     *
     * @param batch valid messages in the order of their offsets, at least one
     * @throws BatchTooLargeException if the messages of the batch do not fit into memory at once; never for one message
     */
    PreparedBatch prepare(List<Received<M>> batch);

    /** A batch ready to be written. */
    @FunctionalInterface
    interface PreparedBatch {

        /**
         * Writes the batch. Called once, in a database transaction, which is committed when this returns and rolled back
         * when it throws; the same records may be prepared and written again, all or a part of them, so every write
         * must be idempotent.
         *
         * @return what to produce after the commit
         * @throws OutdatedBatchException if the batch has to be prepared again first
         * @throws BatchTooLargeException if the rows of the batch do not fit into memory at once; never for one message
         */
        BatchResult write();
    }
}
