package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The processes of a running pipeline, each of which can be stopped and started again by itself. Safe for use by several
 * threads.
 */
public final class Parts {

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Set<Part> stopped = ConcurrentHashMap.newKeySet();
    private final Set<Part> reported = ConcurrentHashMap.newKeySet();

    /**
     * @param title name in messages
     * @param exitCode empty while it runs
     * @param start restarts it, and returns once it is ready
     * @param logTail the end of its log, for error messages
     */
    private record Part(
            String name,
            String title,
            Supplier<OptionalInt> exitCode,
            Runnable start,
            Runnable stop,
            Path logFile,
            Supplier<String> logTail) {

        String ending() {
            return "%s has ended with exit code %d"
                    .formatted(title, exitCode.get().orElseThrow());
        }
    }

    void add(String name, String title, LocalServer server) {
        parts.put(
                name,
                new Part(
                        name,
                        title,
                        server::exitCode,
                        server::start,
                        server::stop,
                        server.logFile(),
                        () -> "Its log: " + server.logFile()));
    }

    /** @param awaitReady waits until the service is ready */
    void add(ServiceProcess service, Runnable awaitReady) {
        Stage stage = service.stage();
        Runnable start = () -> {
            service.restart();
            awaitReady.run();
        };
        parts.put(
                stage.shortName(),
                new Part(
                        stage.shortName(),
                        stage.service(),
                        service::exitCode,
                        start,
                        service::close,
                        service.logFile(),
                        service::logTail));
    }

    /**
     * Stops a part.
     *
     * @return the result, a sentence
     * @throws CommandFailedException if there is no such part
     */
    synchronized String stop(String name) {
        Part part = part(name);
        if (part.exitCode().get().isPresent()) {
            stopped.add(part);
            return part.title() + " is not running";
        }
        stopped.add(part);
        part.stop().run();
        return part.title() + " has stopped";
    }

    /**
     * Starts a part that has stopped or ended, and waits until it is ready.
     *
     * @return the result, a sentence
     * @throws CommandFailedException if there is no such part, or a service does not become ready
     */
    synchronized String start(String name) {
        Part part = part(name);
        if (part.exitCode().get().isEmpty()) {
            return part.title() + " is already running";
        }
        stopped.add(part);
        part.start().run();
        reported.remove(part);
        stopped.remove(part);
        return part.title() + " has started";
    }

    public boolean isAnyStopped() {
        return !stopped.isEmpty();
    }

    /** @throws CommandFailedException with the end of its log if a part has ended that was not stopped */
    public void requireAlive() {
        ended().stream().findFirst().ifPresent(part -> {
            throw new CommandFailedException(
                    "%s. %s".formatted(part.ending(), part.logTail().get()));
        });
    }

    /** Lines about the parts that have ended unexpectedly since the last call. */
    public List<String> newlyEnded() {
        List<String> lines = new ArrayList<>();
        ended().stream().filter(reported::add).forEach(part -> {
            lines.add(part.ending());
            lines.add("  Its log: " + part.logFile());
            lines.add("  To start it again, from another terminal: ./quickstart start " + part.name());
        });
        return lines;
    }

    private List<Part> ended() {
        return parts.values().stream()
                .filter(part -> part.exitCode().get().isPresent() && !stopped.contains(part))
                .toList();
    }

    private Part part(String name) {
        // The full name of a service is accepted as well.
        Part part = parts.get(name.replaceFirst("-service$", ""));
        if (part == null) {
            throw new CommandFailedException(
                    "Unknown part '%s', must be one of %s".formatted(name, String.join(", ", parts.keySet())));
        }
        return part;
    }
}
