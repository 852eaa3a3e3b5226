package dev.orderpipeline.run;

/** Ends a run; the message is written for the person at the terminal and is all that is shown. */
final class RunFailedException extends RuntimeException {

    RunFailedException(String message) {
        super(message);
    }

    RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
