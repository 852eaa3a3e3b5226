package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;

/** The brokers refuse a user, or what it asks for. It may be put right on their side at any time. */
public final class RefusedUserException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private final KafkaUser user;

    RefusedUserException(KafkaUser user, KafkaException cause) {
        super(cause.getMessage(), cause);
        this.user = user;
    }

    public KafkaUser user() {
        return user;
    }
}
