package dev.orderpipeline.common.loop;

import org.springframework.dao.TransientDataAccessResourceException;

/** A batch was prepared with data that has changed since. Prepared again, it can be written. */
public final class OutdatedBatchException extends TransientDataAccessResourceException {

    private static final long serialVersionUID = 1L;

    /** @param message what has changed, for the log */
    public OutdatedBatchException(String message) {
        super(message);
    }
}
