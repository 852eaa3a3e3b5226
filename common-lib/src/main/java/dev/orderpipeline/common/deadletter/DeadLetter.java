package dev.orderpipeline.common.deadletter;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that can't be processed, and the reason.
 *
 * @param cause its message becomes the readable reason
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> source, ErrorCode code, Exception cause) {

    public DeadLetter(ConsumerRecord<byte[], byte[]> source, RejectedRecordException cause) {
        this(source, cause.code(), cause);
    }
}
