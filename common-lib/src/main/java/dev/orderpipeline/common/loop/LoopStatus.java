package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.config.Timeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The state of a loop; written by the loop and by its database thread, read by the health endpoints.
 *
 * <p>A loop is alive as long as there are heartbeats: its group joined, a transaction or a batch finished, an empty poll,
 * or another attempt after a failure.
 */
public final class LoopStatus {

    private enum State {
        STARTING,
        RUNNING,
        RETRYING
    }

    private record Snapshot(State state, Optional<String> reason, long lastHeartbeatNanos) {}

    private final LongSupplier nanoClock;
    private volatile Snapshot snapshot;
    private volatile Optional<String> note = Optional.empty();

    /** @param nanoClock monotonic, such as {@link System#nanoTime()} */
    public LoopStatus(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.snapshot = new Snapshot(State.STARTING, Optional.of("starting"), nanoClock.getAsLong());
    }

    /** The consumer is a member of its group, so the loop is running; a loop that is retrying stays so. */
    synchronized void joined() {
        if (snapshot.state() == State.STARTING) {
            running();
        }
    }

    synchronized void running() {
        snapshot = new Snapshot(State.RUNNING, Optional.empty(), nanoClock.getAsLong());
    }

    /** @param reason of the failure, as a line of text */
    synchronized void retrying(String reason) {
        snapshot = new Snapshot(State.RETRYING, Optional.of(reason), nanoClock.getAsLong());
    }

    /** @param text a note for the operator on a running loop */
    void note(Optional<String> text) {
        note = text;
    }

    /** A note for the operator although the loop is running, such as records that can't be consumed; mostly empty. */
    public Optional<String> note() {
        return note;
    }

    /** The loop makes progress; its state stays. */
    synchronized void heartbeat() {
        snapshot = new Snapshot(snapshot.state(), snapshot.reason(), nanoClock.getAsLong());
    }

    /** Whether the last attempt failed. */
    public boolean isRetrying() {
        return snapshot.state() == State.RETRYING;
    }

    public boolean isAlive() {
        return heartbeatAge().compareTo(Timeouts.HEARTBEAT) <= 0;
    }

    /** Why the loop does not consume records at present; empty if it does. */
    public Optional<String> whyNotReady() {
        return isAlive()
                ? snapshot.reason()
                : Optional.of("no heartbeat for " + heartbeatAge().toSeconds() + " s");
    }

    Duration heartbeatAge() {
        return Duration.ofNanos(nanoClock.getAsLong() - snapshot.lastHeartbeatNanos());
    }
}
