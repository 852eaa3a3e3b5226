package dev.orderpipeline.common.postgres;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The database's setup is unusable: a missing privilege, a wrong encoding, a name conflict. Treated as an outage until
 * it is corrected. The message is complete: what is wrong, where, and what to do.
 */
public final class DatabaseSetupException extends DataAccessResourceFailureException {

    private static final long serialVersionUID = 1L;

    public DatabaseSetupException(String message) {
        super(message);
    }
}
