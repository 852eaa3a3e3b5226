package dev.orderpipeline.common.tracing;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The trace of one attempt to process a batch: a span for the batch with its steps, and a span for each of its records
 * that continues the record's own trace.
 */
public interface BatchTrace {

    /** Of tracing that is off. */
    BatchTrace OFF = new UntracedBatch();

    /** Runs a step of the batch, which is a span. Log lines have the trace and span of the batch once it is produced. */
    <T> T step(String name, Supplier<T> work);

    /** Starts the spans of the batch and of the records whose results are about to be produced. */
    void startProducing(List<ConsumerRecord<byte[], byte[]>> finished);

    /**
     * Sets the trace context of a message that results from a record.
     *
     * @param headers of the message
     */
    void propagate(ConsumerRecord<byte[], byte[]> record, Headers headers);

    /**
     * A record becomes a dead letter. A redrive continues its trace: the dead letter has the record's own trace context, and
     * one of this batch if the record has none.
     *
     * @param headers of the dead letter
     */
    void propagateRejected(ConsumerRecord<byte[], byte[]> record, Headers headers);

    /** Marks the span of a record that becomes a dead letter. */
    void reject(ConsumerRecord<byte[], byte[]> record, String code, String reason);

    /** Writes log lines with the batch's trace and span. */
    void log(Runnable lines);

    /** The offsets are committed. */
    void end();

    /** The batch is rewound. */
    void fail(String reason);
}
