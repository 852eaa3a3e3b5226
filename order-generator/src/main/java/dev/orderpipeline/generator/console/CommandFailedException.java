package dev.orderpipeline.generator.console;

/** Ends a run; the message is written for the person at the terminal and is all that is shown. */
public final class CommandFailedException extends RuntimeException {

    public CommandFailedException(String message) {
        super(message);
    }

    public CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
