package dev.orderpipeline.common.postgres;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The database can't be used as it is set up: a missing right, a wrong encoding, a name that is taken. An outage like any
 * other, until it is put right. The message is complete: what is wrong, where, and what to do.
 */
public final class DatabaseSetupException extends DataAccessResourceFailureException {

    private static final long serialVersionUID = 1L;

    public DatabaseSetupException(String message) {
        super(message);
    }
}
