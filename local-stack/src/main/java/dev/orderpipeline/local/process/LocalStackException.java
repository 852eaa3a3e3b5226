package dev.orderpipeline.local.process;

/**
 * A failure of the local stack. The message has the failed operation, the reason and the remedy.
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
