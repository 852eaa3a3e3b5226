package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A service as a process of its own. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final int REQUEST_TIMEOUT_MILLISECONDS = 5_000;

    private final Stage stage;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path logFile;
    private volatile ChildProcess process;

    /**
     * Starts a service, which is not ready yet after that.
     *
     * @param environment the service's variables, {@code SERVER_PORT} among them
     * @param logFile output of the service
     */
    ServiceProcess(Stage stage, List<String> command, Map<String, String> environment, Path logFile) {
        this.stage = stage;
        this.command = command;
        this.environment = Map.copyOf(environment);
        this.logFile = logFile;
        restart();
    }

    /** Restarts the service on the same port. The previous process must have ended. */
    public void restart() {
        process = ChildProcess.start(stage.service(), command, environment, logFile);
    }

    public Stage stage() {
        return stage;
    }

    /** The service's base URL, without a trailing slash. */
    public String url() {
        return "http://localhost:" + environment.get("SERVER_PORT");
    }

    public boolean isReady() {
        return get("/health/readiness").isPresent();
    }

    /**
     * Waits until the service is ready.
     *
     * @throws CommandFailedException if it ends, or is not ready in time, or the stop signal is given
     */
    public void awaitReady(Duration timeout, StopSignal stop) {
        boolean decided = Await.until(timeout, () -> isReady() || !process.isAlive() || stop.isGiven());
        if (stop.isGiven()) {
            throw new CommandFailedException("Stopped while the services were starting");
        }
        requireAlive();
        if (!decided) {
            throw new CommandFailedException(
                    "%s was not ready within its start timeout of %d s (for ./quickstart, --start-timeout). %s"
                            .formatted(stage.service(), timeout.toSeconds(), logTail()));
        }
    }

    /** Whether the liveness probe succeeds. */
    public boolean isHealthy() {
        return get("/health").isPresent();
    }

    /** The counters of the service; empty if it is not reachable. */
    public Optional<ServiceMetrics> metrics() {
        return exposition().map(ServiceMetrics::of);
    }

    /** All metrics of the service; empty if it is not reachable. */
    public Optional<Exposition> exposition() {
        return get("/prometheus").map(Exposition::new);
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Requires that the process is alive.
     *
     * @throws CommandFailedException with the end of the service's log if it has ended
     */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new CommandFailedException("%s has ended with exit code %d. %s"
                    .formatted(stage.service(), process.exitCode().orElseThrow(), logTail()));
        }
    }

    public Path logFile() {
        return logFile;
    }

    /** The end of the service's log, and its path. */
    public String logTail() {
        return "The end of %s:%n%s".formatted(process.logFile(), process.logTail());
    }

    /** The body of a response with status 200; empty for another status, and without a response. */
    private Optional<String> get(String path) {
        try {
            URLConnection connection = URI.create(url() + path).toURL().openConnection();
            connection.setConnectTimeout(REQUEST_TIMEOUT_MILLISECONDS);
            connection.setReadTimeout(REQUEST_TIMEOUT_MILLISECONDS);
            try (InputStream body = connection.getInputStream()) {
                return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends the service as a crash would (SIGKILL). */
    public void kill() {
        process.kill();
    }

    /** Stops the service (SIGTERM), and kills it after the grace period. */
    public void stop(Duration grace) {
        process.stop(grace);
    }

    /** Stops the service within 20 seconds. */
    @Override
    public void close() {
        stop(STOP_TIMEOUT);
    }

    /** The exit code, 128 plus the signal's number if a signal ended it; empty while it runs. */
    public OptionalInt exitCode() {
        return process.exitCode();
    }
}
