package dev.orderpipeline.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** Waiting for conditions. */
public final class Conditions {

    /** Enough on a machine whose processors are busy with other tests. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private Conditions() {}

    /** Waits until a condition holds; the test fails if that takes three minutes. */
    public static ConditionFactory eventually() {
        return await().atMost(TIMEOUT).pollInterval(POLL_INTERVAL);
    }
}
