package dev.orderpipeline.common.metrics;

import java.util.Locale;

/** A step of the loop. */
public enum Step {
    POLL,
    PARSE,
    WRITE,
    PRODUCE,
    COMMIT;

    /** The name in metrics and traces. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
