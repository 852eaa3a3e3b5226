package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;

/** No broker's host name can be resolved. The name may be there later: Kafka's client has to be built anew. */
public final class UnresolvedBrokersException extends KafkaException {

    private static final long serialVersionUID = 1L;

    UnresolvedBrokersException(String bootstrapServers, String message) {
        super("%s (%s): no host name in it can be resolved: look at KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST"
                .formatted(message, bootstrapServers));
    }
}
