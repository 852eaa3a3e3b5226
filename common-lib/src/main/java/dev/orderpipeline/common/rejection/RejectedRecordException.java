package dev.orderpipeline.common.rejection;

/** A record that can never be processed: it is not retried, but sent to the dead-letter topic. */
public final class RejectedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param message the invalid field and the expected value */
    public RejectedRecordException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Its cause is in the data, not in the code: a stack trace would be useless. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
