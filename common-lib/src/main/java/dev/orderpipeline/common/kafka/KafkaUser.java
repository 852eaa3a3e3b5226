package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.springframework.core.NestedExceptionUtils;

/** The role as which a client authenticates. */
public enum KafkaUser {
    CONSUMER("consumer"),
    PRODUCER("producer");

    private final String role;

    KafkaUser(String role) {
        this.role = role;
    }

    /** The name in logs: {@code consumer} or {@code producer}. */
    public String role() {
        return role;
    }

    /** The name of a variable of this user: {@code KAFKA_CONSUMER_PASSWORD}. */
    public String variable(String suffix) {
        return "KAFKA_" + name() + "_" + suffix;
    }

    /**
     * Adds whose user it was to a failure that is about the user; a client without a valid token is one of the token server.
     * Every other failure is returned as it is.
     */
    public KafkaException explain(KafkaException failure) {
        if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof ExpiredTokenException expired) {
            return new TokenServerException(expired.getMessage(), null);
        }
        return failure instanceof AuthenticationException || failure instanceof AuthorizationException
                ? new RejectedUserException(this, failure)
                : failure;
    }
}
