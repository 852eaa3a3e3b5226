package dev.orderpipeline.common.metrics;

import java.util.Locale;

/** What a batch was retried for. */
public enum RetryCause {
    /** Unreachable, or a failed statement. */
    POSTGRESQL,
    /** Unreachable, or a failed request. */
    KAFKA,
    /** Unreachable, or a failed command. */
    REDIS,
    /** A server is reachable, and has to be set up: a rejected user, a missing right or topic, another encoding. */
    SETUP,
    /** Neither outage nor setup: manual action required. */
    UNEXPECTED;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
