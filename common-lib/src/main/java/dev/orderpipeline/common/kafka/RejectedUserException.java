package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;

/** The brokers reject a user, or its request. Retriable: the brokers may be reconfigured at any time. */
public final class RejectedUserException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private final KafkaUser user;

    RejectedUserException(KafkaUser user, KafkaException cause) {
        super(cause.getMessage(), cause);
        this.user = user;
    }

    public KafkaUser user() {
        return user;
    }
}
