package dev.orderpipeline.common.deadletter.command;

/** A server did not come back in time. What was not finished still waits. */
final class GivenUpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason what failed last, for a reader */
    GivenUpException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
