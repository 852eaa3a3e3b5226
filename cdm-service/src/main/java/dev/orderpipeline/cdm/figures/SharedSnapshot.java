package dev.orderpipeline.cdm.figures;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * The newest snapshot, taken only while readers request it, for all of them. After one that took long the next one is taken
 * later, so that the statements use a small share of a processor of PostgreSQL, however many readers there are. One that fails
 * leaves the one before. Thread-safe.
 */
public final class SharedSnapshot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSnapshot.class);

    /** The statements take a 50th of the time, 2 %. */
    private static final int INTERVAL_PER_DURATION = 50;

    private final Supplier<Snapshot> reader;
    private final ExecutorService thread;
    private final Consumer<Throwable> fatalErrors;
    private final Clock clock;
    private final LongSupplier nanoClock;

    private Latest latest = new Latest(Optional.empty(), Optional.empty());
    private Optional<Reading> reading = Optional.empty();
    private long nextNanos;

    /**
     * @param snapshot empty before the first one
     * @param failure empty if the last reading succeeded
     */
    public record Latest(Optional<Snapshot> snapshot, Optional<Failure> failure) {}

    /**
     * @param since when the first of these readings failed
     * @param reason for a reader; the log has more
     */
    public record Failure(Instant since, String reason) {}

    private record Reading(long startNanos, CountDownLatch ended) {}

    /**
     * @param reader takes a snapshot
     * @param thread runs the reader; shut down by {@link #close}
     * @param fatalErrors handles failures of the reader, and ends the process after a fatal one
     * @param nanoClock such as {@link System#nanoTime()}
     */
    public SharedSnapshot(
            Supplier<Snapshot> reader,
            ExecutorService thread,
            Consumer<Throwable> fatalErrors,
            Clock clock,
            LongSupplier nanoClock) {
        this.reader = reader;
        this.thread = thread;
        this.fatalErrors = fatalErrors;
        this.clock = clock;
        this.nanoClock = nanoClock;
        nextNanos = nanoClock.getAsLong();
    }

    /**
     * The newest snapshot. If a new one is due, it is taken, and waited for until it has taken {@link Timeouts#FIGURES_WAIT};
     * after that, readers get the one before.
     */
    public Latest get() {
        current().ifPresent(this::await);
        synchronized (this) {
            return latest;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private synchronized Optional<Reading> current() {
        long now = nanoClock.getAsLong();
        if (reading.isEmpty() && now - nextNanos >= 0) {
            reading = Optional.of(new Reading(now, new CountDownLatch(1)));
            thread.execute(this::read);
        }
        return reading;
    }

    private void await(Reading awaited) {
        long waited = nanoClock.getAsLong() - awaited.startNanos();
        try {
            boolean ignored = awaited.ended().await(Timeouts.FIGURES_WAIT.toNanos() - waited, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            Snapshot snapshot = reader.get();
            end(new Latest(Optional.of(snapshot), Optional.empty()), snapshot.duration());
        } catch (RuntimeException | Error e) {
            // All of them: a reading that never ends would block every later one.
            fail(e);
            fatalErrors.accept(e);
        }
    }

    private synchronized void fail(Throwable failure) {
        if (latest.failure().isEmpty()) {
            LOG.warn("The marts page shows older figures, retrying: {}", Reason.of(failure));
        }
        Instant since = latest.failure().map(Failure::since).orElseGet(clock::instant);
        Optional<Failure> failed = Optional.of(new Failure(since, ReadFailures.reason(failure)));
        end(new Latest(latest.snapshot(), failed), statementsBefore(failure));
    }

    /** How long statements of the reading may have taken before it failed: none is run without a connection. */
    private Duration statementsBefore(Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                ? Duration.ZERO
                : reading.map(failed -> Duration.ofNanos(nanoClock.getAsLong() - failed.startNanos()))
                        .orElse(Duration.ZERO);
    }

    private synchronized void end(Latest result, Duration duration) {
        if (result.failure().isEmpty() && latest.failure().isPresent()) {
            LOG.info("The marts page shows current figures again");
        }
        latest = result;
        nextNanos = nanoClock.getAsLong() + intervalAfter(duration).toNanos();
        reading.ifPresent(ended -> ended.ended().countDown());
        reading = Optional.empty();
    }

    private static Duration intervalAfter(Duration reading) {
        Duration interval = reading.multipliedBy(INTERVAL_PER_DURATION);
        if (interval.compareTo(Timeouts.MIN_FIGURES_INTERVAL) < 0) {
            return Timeouts.MIN_FIGURES_INTERVAL;
        }
        return interval.compareTo(Timeouts.MAX_FIGURES_INTERVAL) < 0 ? interval : Timeouts.MAX_FIGURES_INTERVAL;
    }
}
