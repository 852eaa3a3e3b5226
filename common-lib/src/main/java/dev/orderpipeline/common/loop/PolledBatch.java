package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.tracing.BatchTrace;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.spi.LoggingEventBuilder;

/** The records of a batch, and the trace of this attempt to process them. */
record PolledBatch(List<ConsumerRecord<byte[], byte[]>> records, BatchTrace trace) {

    static final PolledBatch EMPTY = new PolledBatch(List.of(), BatchTrace.OFF);

    /** For a log line: how many records there are, and the first and last of them; empty if there are none. */
    String describe() {
        return switch (records.size()) {
            case 0 -> "";
            case 1 -> " with record " + SourceRecords.place(first());
            default ->
                " with %d records from %s to %s"
                        .formatted(records.size(), SourceRecords.place(first()), SourceRecords.place(last()));
        };
    }

    /** Adds the first record's place, as fields of a structured log. */
    LoggingEventBuilder describe(LoggingEventBuilder line) {
        return records.isEmpty() ? line : SourceRecords.place(first(), line);
    }

    private ConsumerRecord<byte[], byte[]> first() {
        return records.get(0);
    }

    private ConsumerRecord<byte[], byte[]> last() {
        return records.get(records.size() - 1);
    }
}
