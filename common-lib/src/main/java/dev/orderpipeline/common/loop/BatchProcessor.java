package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.deadletter.RejectedRecordException;
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
     * Writes a batch. Called in a database transaction, which is committed when this returns and rolled back when it
     * throws; it may be called again with the same records, or with a part of them, so every write must be repeatable.
     *
     * @param batch valid messages in the order of their offsets, at least one
     * @return what to send after the commit
     */
    BatchResult process(List<Received<M>> batch);
}
