package dev.orderpipeline.common.deadletter.cli;

/** A server did not respond in time, or a letter is too large. Unfinished letters are still pending. */
final class RetriesExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason readable: what is wrong, and what to do */
    RetriesExhaustedException(String reason) {
        super(reason);
    }

    /** @param reason the last failure as a line of text */
    RetriesExhaustedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
