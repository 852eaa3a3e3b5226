package dev.orderpipeline.cdm.figures;

import dev.orderpipeline.common.postgres.DatabaseErrors;

/** Why the marts cannot be read, in words for a reader of the page; the log has more. */
public final class ReadFailures {

    private ReadFailures() {}

    public static String reason(Throwable failure) {
        if (DatabaseErrors.isCancelledStatement(failure)) {
            return "PostgreSQL took too long to read the marts";
        }
        if (DatabaseErrors.isRejectedUser(failure)) {
            return "PostgreSQL rejects the service's user, or denies it permission to read the marts";
        }
        return "PostgreSQL is unreachable, or rejects the statement";
    }
}
