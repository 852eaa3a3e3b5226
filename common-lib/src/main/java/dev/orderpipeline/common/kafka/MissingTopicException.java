package dev.orderpipeline.common.kafka;

import java.util.Set;

/** Topics of the service do not exist. */
public final class MissingTopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MissingTopicException(Set<String> topics) {
        super("missing topics: " + String.join(", ", topics)
                + "; create them (KAFKA_CREATE_TOPICS=true creates all but the source topic)");
    }
}
