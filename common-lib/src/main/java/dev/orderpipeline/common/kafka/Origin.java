package dev.orderpipeline.common.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The consumed record that a message results from.
 *
 * @param record becomes a dead letter if the message is rejected
 * @param timestamp when its order entered the pipeline, in epoch milliseconds; parsed once, since several messages may
 *     result from a record
 */
public record Origin(ConsumerRecord<byte[], byte[]> record, long timestamp) {

    public static Origin of(ConsumerRecord<byte[], byte[]> consumed) {
        return new Origin(consumed, SourceRecords.sourceTimestamp(consumed));
    }

    /** The one that entered the pipeline later; of two at the same time the first. */
    public static Origin newer(Origin one, Origin other) {
        return other.timestamp > one.timestamp ? other : one;
    }
}
