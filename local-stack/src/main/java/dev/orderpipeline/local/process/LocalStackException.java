package dev.orderpipeline.local.process;

/**
 * A failure of the local stack. The message has the failed operation, the reason and the remedy.
 */
public final class LocalStackException extends RuntimeException {

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
