package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.errors.AuthenticationException;

/** The token server rejects a client, its secret or the scope. */
public final class RejectedClientException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    RejectedClientException(String message) {
        super(message);
    }
}
