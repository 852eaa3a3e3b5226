package dev.orderpipeline.common.rejection;

/** A record that will never be processed as it is: trying again is of no use, the dead-letter topic takes it. */
public final class RejectedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param message names the field at fault and what it should be */
    public RejectedRecordException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** It is thrown for data, not for a place in the code: a stack trace would say nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
