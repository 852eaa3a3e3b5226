package dev.orderpipeline.common.deadletter.cli;

/** A server did not come back in time, or a letter is too large. What was not finished is still pending. */
final class RetriesExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason what has to be done, for a reader */
    RetriesExhaustedException(String reason) {
        super(reason);
    }

    /** @param reason what failed last, for a reader */
    RetriesExhaustedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
