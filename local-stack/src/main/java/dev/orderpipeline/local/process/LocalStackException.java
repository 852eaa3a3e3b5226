package dev.orderpipeline.local.process;

/**
 * Something of the local stack could not be started or used. The message is meant for the person at the keyboard: it
 * says what failed, why, and what to do about it.
 */
public final class LocalStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
