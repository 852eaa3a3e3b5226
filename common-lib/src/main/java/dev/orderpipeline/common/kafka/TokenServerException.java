package dev.orderpipeline.common.kafka;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The token server issues no token, for a reason that is not the client's. Retriable. */
public final class TokenServerException extends KafkaException {

    private static final long serialVersionUID = 1L;

    TokenServerException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
