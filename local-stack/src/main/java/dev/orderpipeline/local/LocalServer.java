package dev.orderpipeline.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One server of the local stack: a child process that listens on a port of the loopback address. It can be stopped or
 * killed and started again, on the same port and with the same data. Safe for use by several threads.
 */
public abstract class LocalServer {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final List<Hint> COMMON_HINTS = List.of(
            new Hint("No space left on device", "Free some disk space, or choose a data folder on another disk."),
            new Hint("Permission denied", "The data folder must be writable and allow programs to run (not noexec)."),
            new Hint("Address already in use", "Another process took the port at this moment. Start again."));

    private final String name;
    private final Path directory;
    private final int port;
    private ChildProcess process;

    LocalServer(String name, Path directory, int port) {
        this.name = name;
        this.directory = directory;
        this.port = port == 0 ? Ports.free() : port;
    }

    /** What to do, where the log of a failed start contains a certain text. */
    record Hint(String logText, String advice) {}

    /** Starts the server's process; it need not be ready when this returns. */
    abstract ChildProcess launch();

    /** Whether the server does its work by now; an exception means no. */
    abstract boolean answers() throws Exception;

    abstract List<Hint> hints();

    /**
     * Starts the server and waits until it answers. Nothing happens if it runs already.
     *
     * @throws LocalStackException if it cannot start; the message says why and what to do
     */
    public final synchronized void start() {
        if (isRunning()) {
            return;
        }
        if (!Ports.isFree(port)) {
            throw new LocalStackException(name + " could not start: port " + port + " is taken by another process."
                    + " End that process, or choose another port.");
        }
        process = launch();
        if (!Await.until(START_LIMIT, () -> !process.isAlive() || answers())) {
            process.kill();
            throw failed(process, "it did not answer on port " + port + " within " + START_LIMIT.toSeconds() + " s");
        }
        if (!process.isAlive()) {
            throw failed(
                    process, "it ended with exit code " + process.exitCode().orElseThrow());
        }
    }

    /** Stops the server orderly, within 20 seconds; nothing happens if it does not run. */
    public final void stop() {
        stop(STOP_LIMIT);
    }

    final synchronized void stop(Duration limit) {
        if (process != null) {
            process.stop(limit);
        }
    }

    /** Kills the server, as a crash would (SIGKILL); nothing happens if it does not run. */
    public final synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    public final synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /**
     * The process id of the server.
     *
     * @throws IllegalStateException if it was never started
     */
    public final synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process.pid();
    }

    public final String host() {
        return "127.0.0.1";
    }

    public final int port() {
        return port;
    }

    /** Where the server's output goes. */
    public final Path logFile() {
        return directory.resolve("server.log");
    }

    final Path directory() {
        return directory;
    }

    /** The error for a process of this server that has failed: why, the last lines of its log, and what to do. */
    final LocalStackException failed(ChildProcess failed, String why) {
        String log = failed.logTail();
        String advice = Stream.concat(hints().stream(), COMMON_HINTS.stream())
                .filter(hint -> log.contains(hint.logText()))
                .findFirst()
                .map(hint -> hint.advice() + "\n")
                .orElse("");
        return new LocalStackException(name + " could not start: " + why + ".\n" + advice
                + "The last lines of its log:\n" + log.indent(2).stripTrailing());
    }
}
