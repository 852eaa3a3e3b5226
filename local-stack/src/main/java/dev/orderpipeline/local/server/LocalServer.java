package dev.orderpipeline.local.server;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.container.RunMode;
import dev.orderpipeline.local.container.ServerContainer;
import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.local.process.ServerRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;

/**
 * One server of the local stack: a child process or a container that listens on a port of the loopback address. It can be
 * stopped or killed and started again, on the same port and with the same data. Safe for use by several threads.
 */
public abstract class LocalServer {

    /** A start takes seconds, or minutes on a busy machine. */
    public static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private static final List<Hint> COMMON_HINTS = List.of(
            new Hint("No space left on device", "Free some disk space, or choose a data folder on another disk."),
            new Hint("Permission denied", "The data folder must be writable and allow programs to run (not noexec)."),
            new Hint("Address already in use", "Another process took the port at this moment. Start again."));

    private final RunMode mode = RunMode.configured();
    private final String name;
    private final Path directory;
    private final int port;
    private volatile Duration startTimeout = DEFAULT_START_TIMEOUT;
    private @Nullable ServerRun run;

    protected LocalServer(String name, Path directory, int port) {
        this.name = name;
        this.directory = directory;
        this.port = port == 0 ? Ports.free() : port;
    }

    /** The remedy for a failed start whose log contains a text. */
    public record Hint(String logText, String advice) {}

    /** Starts the server as a child process; it may not be ready yet when this returns. */
    protected abstract ChildProcess launch();

    /** The specification of the server's container, for each start. */
    protected abstract ContainerSpec container();

    /** Whether the server, whose port is open, is ready; an exception counts as no. */
    protected abstract boolean isReady() throws Exception;

    protected abstract List<Hint> hints();

    /**
     * Starts the server and waits until it is ready. Nothing happens if it runs already.
     *
     * @throws LocalStackException if it cannot start; the message has the reason and the remedy
     */
    public final synchronized void start() {
        if (isRunning()) {
            return;
        }
        if (!Ports.isFree(port)) {
            throw new LocalStackException(name + " could not start: port " + port + " is taken by another process."
                    + " End that process, or choose another port.");
        }
        Uncheck.run(() -> Files.createDirectories(directory));
        ServerRun started =
                switch (mode) {
                    case EMBEDDED -> launch();
                    case CONTAINERS -> ServerContainer.start(name, container(), directory, logFile());
                };
        run = started;
        if (!Await.until(startTimeout, () -> !started.isAlive() || Ports.isOpen(port) && isReady())) {
            started.kill();
            throw failed(started, "it did not respond on port " + port + " within " + startTimeoutText());
        }
        if (!started.isAlive()) {
            throw failed(
                    started, "it ended with exit code " + started.exitCode().orElseThrow());
        }
    }

    /** Stops the server orderly, within 20 seconds; nothing happens if it does not run. */
    public final void stop() {
        stop(STOP_TIMEOUT);
    }

    protected final synchronized void stop(Duration limit) {
        if (run != null) {
            run.stop(limit);
        }
    }

    /** Kills the server, as a crash would (SIGKILL); nothing happens if it does not run. */
    public final synchronized void kill() {
        if (run != null) {
            run.kill();
        }
    }

    /**
     * Suspends the server (SIGSTOP); its connections stay open.
     *
     * @throws IllegalStateException if it was never started
     */
    public final synchronized void freeze() {
        run().freeze();
    }

    /**
     * Resumes the server after {@link #freeze}.
     *
     * @throws IllegalStateException if it was never started
     */
    public final synchronized void thaw() {
        run().thaw();
    }

    public final synchronized boolean isRunning() {
        return run != null && run.isAlive();
    }

    /**
     * The process id of the server, on the machine that it runs on.
     *
     * @throws IllegalStateException if it was never started
     */
    public final synchronized long pid() {
        return run().pid();
    }

    public final String host() {
        return Ports.HOST;
    }

    /**
     * The host under which other servers reach this one, until it ends.
     *
     * @throws IllegalStateException if it was never started
     */
    public final synchronized String hostForServers() {
        return run() instanceof ServerContainer container ? container.address() : Ports.HOST;
    }

    public final int port() {
        return port;
    }

    /** The exit code, 128 plus the signal's number if a signal ended it; empty while it runs or before its first start. */
    public final synchronized OptionalInt exitCode() {
        return run == null ? OptionalInt.empty() : run.exitCode();
    }

    /** How long {@link #start} waits until the server is ready. */
    public final void setStartTimeout(Duration timeout) {
        startTimeout = timeout;
    }

    protected final Duration startTimeout() {
        return startTimeout;
    }

    /** For an error message. */
    protected final String startTimeoutText() {
        return "its start timeout of " + startTimeout.toSeconds() + " s (for ./quickstart, --start-timeout)";
    }

    /** Where the server's output goes. */
    public final Path logFile() {
        return directory.resolve("server.log");
    }

    public final Path directory() {
        return directory;
    }

    /** The address the server binds to: the loopback address of a container is not reachable from outside. */
    protected final String listenAddress() {
        return mode == RunMode.CONTAINERS ? "0.0.0.0" : Ports.HOST;
    }

    private ServerRun run() {
        if (run == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return run;
    }

    /** The error for a run of this server that has failed: why, the last lines of its log, and what to do. */
    protected final LocalStackException failed(ServerRun failed, String why) {
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
