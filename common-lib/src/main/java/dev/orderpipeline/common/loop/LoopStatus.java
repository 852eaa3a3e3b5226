package dev.orderpipeline.common.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a loop is doing; written by the loop, read by the health endpoints.
 *
 * <p>A loop is alive as long as it gives signs of life: a batch done, a poll that brought nothing, or another look
 * whether the dependency that it waits for is back.
 */
public final class LoopStatus {

    /** Longer than the longest batch: 30 s for the database, then 60 s for Kafka. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private enum State {
        STARTING,
        RUNNING,
        WAITING
    }

    private record Snapshot(State state, String reason, Instant lastSign) {}

    private final InstantSource clock;
    private volatile Snapshot snapshot;

    public LoopStatus(InstantSource clock) {
        this.clock = clock;
        this.snapshot = new Snapshot(State.STARTING, "starting", clock.instant());
    }

    void running() {
        snapshot = new Snapshot(State.RUNNING, null, clock.instant());
    }

    /** @param reason what the loop waits for, for a reader */
    void waiting(String reason) {
        snapshot = new Snapshot(State.WAITING, reason, clock.instant());
    }

    boolean isWaiting() {
        return snapshot.state() == State.WAITING;
    }

    public boolean isAlive() {
        return Duration.between(snapshot.lastSign(), clock.instant()).compareTo(LONGEST_SILENCE) <= 0;
    }

    /** Why the loop can't take records at present; empty if it can. */
    public Optional<String> whyNotReady() {
        return isAlive()
                ? Optional.ofNullable(snapshot.reason())
                : Optional.of("no sign of life since " + snapshot.lastSign());
    }
}
