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

    /** Stops it, and kills it after the grace period. No effect if it has ended. */
    void stop(Duration grace);

    /** Kills it (SIGKILL) with its child processes, and waits for their end. No effect if it has ended. */
    void kill();

    /** Suspends it with its child processes (SIGSTOP); its connections stay open. */
    void freeze();

    /** Resumes it after {@link #freeze}. */
    void thaw();
}
