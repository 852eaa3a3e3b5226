package dev.orderpipeline.common.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How a loop is doing; written by the loop and by the thread that writes its batches, read by the health endpoints.
 *
 * <p>A loop is alive as long as it gives signs of life: having joined its group, a transaction or a batch done, a poll
 * that brought nothing, or another look whether the dependency that it waits for is back.
 */
public final class LoopStatus {

    /** Longer than a batch whose statements and messages all take their time. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private enum State {
        STARTING,
        RUNNING,
        WAITING
    }

    private record Snapshot(State state, String reason, long lastSignNanos) {}

    private final LongSupplier nanoClock;
    private volatile Snapshot snapshot;
    private volatile Optional<String> note = Optional.empty();

    /** @param nanoClock such as {@link System#nanoTime()}, which nobody sets forward or back */
    public LoopStatus(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.snapshot = new Snapshot(State.STARTING, "starting", nanoClock.getAsLong());
    }

    /** The loop can take records from now on; what a loop waits for after a failure is not over by that. */
    synchronized void joined() {
        if (snapshot.state() == State.STARTING) {
            running();
        }
    }

    synchronized void running() {
        snapshot = new Snapshot(State.RUNNING, null, nanoClock.getAsLong());
    }

    /** @param reason what the loop waits for, for a reader */
    synchronized void waiting(String reason) {
        snapshot = new Snapshot(State.WAITING, reason, nanoClock.getAsLong());
    }

    /** @param text a note for the operator on a loop that runs */
    void note(Optional<String> text) {
        note = text;
    }

    /** A note for the operator although the loop runs, such as records that can't be consumed; mostly empty. */
    public Optional<String> note() {
        return note;
    }

    /** The loop goes on with what it was doing. */
    synchronized void signOfLife() {
        snapshot = new Snapshot(snapshot.state(), snapshot.reason(), nanoClock.getAsLong());
    }

    /** Whether it waits after a failure. */
    public boolean isWaiting() {
        return snapshot.state() == State.WAITING;
    }

    public boolean isAlive() {
        return silence().compareTo(LONGEST_SILENCE) <= 0;
    }

    /** Why the loop can't take records at present; empty if it can. */
    public Optional<String> whyNotReady() {
        return isAlive()
                ? Optional.ofNullable(snapshot.reason())
                : Optional.of("no sign of life for " + silence().toSeconds() + " s");
    }

    private Duration silence() {
        return Duration.ofNanos(nanoClock.getAsLong() - snapshot.lastSignNanos());
    }
}
