package dev.orderpipeline.run;

/** Ends a run; the message is written for the person at the terminal and is all that is shown. */
public final class RunFailedException extends RuntimeException {

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
