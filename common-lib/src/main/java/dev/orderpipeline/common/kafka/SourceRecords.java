package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What a consumed record says about itself. */
public final class SourceRecords {

    private SourceRecords() {}

    /**
     * When the order entered the pipeline, in epoch milliseconds: what the previous service handed on, or the
     * record's own timestamp at the beginning of the pipeline.
     */
    public static long sourceTimestamp(ConsumerRecord<byte[], byte[]> consumed) {
        Header header = consumed.headers().lastHeader(PipelineHeaders.SOURCE_TIMESTAMP);
        if (header != null && header.value() != null) {
            try {
                long milliseconds = Long.parseLong(new String(header.value(), UTF_8));
                if (milliseconds >= 0) {
                    return milliseconds;
                }
            } catch (NumberFormatException e) {
                // No header of ours.
            }
        }
        return consumed.timestamp();
    }

    /** Topic, partition and offset, as an operator needs them to step over a record. */
    public static String place(ConsumerRecord<byte[], byte[]> consumed) {
        return "%s-%d@%d".formatted(consumed.topic(), consumed.partition(), consumed.offset());
    }
}
