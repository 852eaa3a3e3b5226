package dev.orderpipeline.common.tracing;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Traces of batches. Thread-safe. */
public interface Tracing extends AutoCloseable {

    /** No spans. Trace contexts of consumed records are passed on. */
    Tracing OFF = records -> BatchTrace.OFF;

    /** Begins the trace of a batch that was polled. */
    BatchTrace begin(List<ConsumerRecord<byte[], byte[]>> records);

    /** Exports what is left, for some seconds at most. */
    @Override
    default void close() {
        // Nothing to export.
    }
}
