package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;

/** No broker's host name can be resolved. Retriable with a new client: the name may be resolvable later. */
public final class UnresolvedBrokersException extends KafkaException {

    private static final long serialVersionUID = 1L;

    UnresolvedBrokersException(String bootstrapServers, String message) {
        super("%s (%s): none of these host names can be resolved: check KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST"
                .formatted(message, bootstrapServers));
    }
}
