package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What a consumed record says about itself. */
public final class SourceRecords {

    private static final int MOST_ATTEMPTS = Integer.MAX_VALUE - 1;

    private SourceRecords() {}

    /**
     * When the order entered the pipeline, in epoch milliseconds: what the previous service handed on, or the
     * record's own timestamp at the beginning of the pipeline.
     */
    public static long sourceTimestamp(ConsumerRecord<byte[], byte[]> consumed) {
        return count(consumed, PipelineHeaders.SOURCE_TIMESTAMP).orElse(consumed.timestamp());
    }

    /** How often the record has become a dead letter so far; 0 for one that never did. */
    public static int attempts(ConsumerRecord<byte[], byte[]> consumed) {
        return (int) Math.min(count(consumed, PipelineHeaders.ATTEMPTS).orElse(0), MOST_ATTEMPTS);
    }

    /** Topic, partition and offset, as an operator needs them to step over a record. */
    public static String place(ConsumerRecord<byte[], byte[]> consumed) {
        return "%s-%d@%d".formatted(consumed.topic(), consumed.partition(), consumed.offset());
    }

    /** A header that is a number from 0 on; empty where there is none, or none of ours. */
    private static OptionalLong count(ConsumerRecord<byte[], byte[]> consumed, String name) {
        Header header = consumed.headers().lastHeader(name);
        if (header != null && header.value() != null) {
            try {
                long number = Long.parseLong(new String(header.value(), UTF_8));
                if (number >= 0) {
                    return OptionalLong.of(number);
                }
            } catch (NumberFormatException e) {
                // No header of ours.
            }
        }
        return OptionalLong.empty();
    }
}
