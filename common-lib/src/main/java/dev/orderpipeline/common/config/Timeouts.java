package dev.orderpipeline.common.config;

import java.time.Duration;

/**
 * After which silence a server counts as down. The 25 s that a statement of the database may take and the confirmation of
 * what is sent fit together into the two minutes after which a silent loop counts as dead.
 *
 * @param kafka for an answer of a broker
 * @param produce for the confirmation of everything that is sent; longer than for a single answer
 * @param redis for an answer of Redis
 */
public record Timeouts(Duration kafka, Duration produce, Duration redis) {

    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(50), Duration.ofSeconds(10));
}
