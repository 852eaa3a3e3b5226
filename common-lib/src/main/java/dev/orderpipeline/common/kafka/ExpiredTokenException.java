package dev.orderpipeline.common.kafka;

import java.io.IOException;

/** A client has no token but one that expires. */
final class ExpiredTokenException extends IOException {

    private static final long serialVersionUID = 1L;

    ExpiredTokenException(String message) {
        super(message);
    }
}
