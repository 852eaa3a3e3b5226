package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;

/** What listens at the address of a broker does not speak Kafka's protocol, or only within TLS. */
public final class NotKafkaException extends KafkaException {

    private static final long serialVersionUID = 1L;

    NotKafkaException(String message) {
        super(message);
    }
}
