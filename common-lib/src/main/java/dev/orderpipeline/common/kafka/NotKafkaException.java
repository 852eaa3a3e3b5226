package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;

/** The server at a broker's address does not use Kafka's protocol, or only over TLS. */
public final class NotKafkaException extends KafkaException {

    private static final long serialVersionUID = 1L;

    NotKafkaException(String message) {
        super(message);
    }
}
