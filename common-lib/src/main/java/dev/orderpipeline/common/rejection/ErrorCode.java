package dev.orderpipeline.common.rejection;

/** Why a record became a dead letter; the value of the header {@code pipeline-error-code}. */
public enum ErrorCode {
    /** Invalid JSON, or invalid UTF-8. */
    MALFORMED_JSON,
    /** JSON that violates the contract of the message. */
    CONTRACT_VIOLATION,
    /** An {@code object_type} that this service does not process. */
    UNSUPPORTED_OBJECT_TYPE,
    /** User, restaurant or ordered menu item missing or unusable in the reference data. */
    REFERENCE_NOT_FOUND,
    /** A value that PostgreSQL rejects. */
    REJECTED_BY_DATABASE,
    /** A message that the broker rejects because of its size. */
    REJECTED_BY_BROKER
}
