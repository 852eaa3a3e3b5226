package dev.orderpipeline.common.tracing;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Creates no spans. So the service has none in a trace that begins before it and ends after it. */
final class UntracedBatch implements BatchTrace {

    @Override
    public <T> T step(String name, Supplier<T> work) {
        return work.get();
    }

    @Override
    public void startProducing(List<ConsumerRecord<byte[], byte[]>> finished) {
        // No spans.
    }

    @Override
    public void propagate(ConsumerRecord<byte[], byte[]> record, Headers headers) {
        TraceHeaders.copy(record.headers(), headers);
    }

    @Override
    public void propagateRejected(ConsumerRecord<byte[], byte[]> record, Headers headers) {
        // A dead letter has all headers of its record.
    }

    @Override
    public void reject(ConsumerRecord<byte[], byte[]> record, String code, String reason) {
        // No spans.
    }

    @Override
    public void log(Runnable lines) {
        lines.run();
    }

    @Override
    public void end() {
        // No spans.
    }

    @Override
    public void fail(String reason) {
        // No spans.
    }
}
