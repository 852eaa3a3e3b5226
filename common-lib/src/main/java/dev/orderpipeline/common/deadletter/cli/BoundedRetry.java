package dev.orderpipeline.common.deadletter.cli;

import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.RejectedUserException;
import dev.orderpipeline.common.loop.Backoff;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retries work that an outage interrupts, with growing pauses like the loop, but for a bounded time. */
final class BoundedRetry {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedRetry.class);

    private final Duration limit;

    /** @param limit no attempt is made later than this */
    BoundedRetry(Duration limit) {
        this.limit = limit;
    }

    /**
     * Does idempotent work.
     *
     * @throws RetriesExhaustedException with the last failure, if it never succeeded; at once, if the brokers reject the user
     * @throws MissingTopicException at once: a missing topic takes an operator
     */
    <T> T call(Supplier<T> work) {
        long deadline = System.nanoTime() + limit.toNanos();
        Backoff backoff = new Backoff();
        while (true) {
            try {
                return work.get();
            } catch (MissingTopicException e) {
                throw e;
            } catch (RejectedUserException e) {
                throw new RetriesExhaustedException(Reason.of(e), e);
            } catch (RuntimeException e) {
                Duration pause = backoff.next();
                if (System.nanoTime() + pause.toNanos() > deadline) {
                    throw new RetriesExhaustedException(Reason.of(e), e);
                }
                LOG.warn("Retrying in {} ms: {}", pause.toMillis(), Reason.of(e));
                sleep(pause);
            }
        }
    }

    void call(Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetriesExhaustedException("interrupted", e);
        }
    }
}
