package dev.orderpipeline.local.process;

import java.time.Duration;
import java.util.OptionalInt;

/** One run of a server, from its start to its end. It never outlives this JVM. */
public interface ServerRun {

    boolean isAlive();

    /** Its process id, on the machine that it runs on. */
    long pid();

    /** The exit code, 128 plus the signal's number if a signal ended it; empty while it runs. */
    OptionalInt exitCode();

    /** The last lines this run has written to its log, for error messages; empty if there are none. */
    String logTail();

    /** Asks it to end, waits for that as long as given, then kills it. Harmless if it has ended. */
    void stop(Duration grace);

    /** Kills it (SIGKILL) with all that it started, and waits until they are gone. Harmless if it has ended. */
    void kill();

    /** Halts it with all that it started: it does nothing any more, but its connections stay open. */
    void freeze();

    /** Lets it go on after {@link #freeze}. */
    void thaw();
}
