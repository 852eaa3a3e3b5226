package dev.orderpipeline.common.kafka;

/** Names of the pipeline's own record headers; their values are UTF-8 text. */
public final class PipelineHeaders {

    /** When the order's record entered the source topic of the pipeline, in epoch milliseconds; on every message to the next service. */
    public static final String SOURCE_TIMESTAMP = "pipeline-source-timestamp";

    /** On a dead letter: an error code such as {@code CONTRACT_VIOLATION}. */
    public static final String ERROR_CODE = "pipeline-error-code";

    /** On a dead letter: the readable reason, which names the field. */
    public static final String ERROR_MESSAGE = "pipeline-error-message";

    /** On a dead letter: how often the record has become one, 1 at first; incremented by a failed redrive. */
    public static final String ATTEMPTS = "pipeline-attempts";

    /** On a dead letter: {@code true} if the record's value was too large even for the dead-letter topic. */
    public static final String VALUE_OMITTED = "pipeline-value-omitted";

    /** On a dead letter: {@code true} if the record's key and headers were too large as well. */
    public static final String KEY_OMITTED = "pipeline-key-omitted";

    /** On a dead letter: {@code true} if headers of the record were too large to be kept; those that came last are there. */
    public static final String HEADERS_OMITTED = "pipeline-headers-omitted";

    private PipelineHeaders() {}
}
