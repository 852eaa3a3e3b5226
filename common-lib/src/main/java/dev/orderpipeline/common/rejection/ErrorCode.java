package dev.orderpipeline.common.rejection;

/** Why a record became a dead letter; the value of the header {@code pipeline-error-code}. */
public enum ErrorCode {
    /** No JSON text in UTF-8. */
    MALFORMED_JSON,
    /** JSON that is not the message that it should be. */
    CONTRACT_VIOLATION,
    /** An {@code object_type} that this service does not process. */
    UNSUPPORTED_OBJECT_TYPE,
    /** User, restaurant or ordered menu item not among the reference data, or unusable there. */
    REFERENCE_NOT_FOUND,
    /** A value that PostgreSQL refuses. */
    REJECTED_BY_DATABASE,
    /** A message that the broker refuses for its size. */
    REJECTED_BY_BROKER
}
