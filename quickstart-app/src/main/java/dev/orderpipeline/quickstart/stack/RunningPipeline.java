package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.process.CacheFolder;
import dev.orderpipeline.local.process.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running pipeline on this machine, published to the user's other programs by a file in the user's cache folder, which
 * is locked as long as the pipeline runs.
 *
 * @param folder data folder
 * @param port of its control port on the loopback address
 * @param token authorizes a request; only the user can read it
 * @param environment the variables of its services
 */
public record RunningPipeline(Path folder, int port, String token, Map<String, String> environment) {

    private static final Path FILES = CacheFolder.ofThisUser().resolve("pipelines");

    /** Publishes it until what is returned is closed, or this JVM ends. */
    Closeable publish() {
        return Uncheck.get(() -> {
            Files.createDirectories(FILES);
            Files.setPosixFilePermissions(FILES, PosixFilePermissions.fromString("rwx------"));
            Path file = Files.createTempFile(FILES, "pipeline-", ".json");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.lock();
            channel.write(ByteBuffer.wrap(JsonMapper.shared().writeValueAsBytes(this)));
            return () -> {
                Files.deleteIfExists(file);
                channel.close();
            };
        });
    }

    /**
     * Finds the running pipeline.
     *
     * @param folder data folder; null if there is only one
     * @throws CommandFailedException if there is none, or several
     */
    public static RunningPipeline find(@Nullable Path folder) {
        Predicate<RunningPipeline> selected = pipeline -> folder == null
                || pipeline.folder().equals(folder.toAbsolutePath().normalize());
        List<RunningPipeline> found = all().stream().filter(selected).toList();
        if (found.isEmpty()) {
            throw new CommandFailedException(
                    folder == null
                            ? "No pipeline is running. Start one with ./quickstart"
                            : "No pipeline is running on %s. Start one with ./quickstart --data-dir %s"
                                    .formatted(folder, folder));
        }
        if (found.size() > 1) {
            throw new CommandFailedException("Several pipelines are running. Choose one with --data-dir:%n%s"
                    .formatted(String.join(
                            System.lineSeparator(),
                            found.stream()
                                    .map(pipeline -> "  " + pipeline.folder())
                                    .toList())));
        }
        return found.get(0);
    }

    /**
     * Sends a request, and waits for its completion.
     *
     * @return the result, a sentence
     * @throws CommandFailedException if the request failed
     */
    public String request(String action, String part) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://%s:%d/%s".formatted(Ports.HOST, port, token)))
                .POST(BodyPublishers.ofString(action + " " + part))
                .build();
        HttpResponse<String> response;
        try {
            response = HttpClient.newHttpClient()
                    .sendAsync(request, BodyHandlers.ofString())
                    .join();
        } catch (CompletionException e) {
            throw new CommandFailedException(
                    "The pipeline on %s is not reachable: %s".formatted(folder, e.getCause()), e);
        }
        if (response.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new CommandFailedException(response.body());
        }
        return response.body();
    }

    private static List<RunningPipeline> all() {
        if (!Files.isDirectory(FILES)) {
            return List.of();
        }
        try (Stream<Path> files = Uncheck.get(() -> Files.list(FILES))) {
            return files.sorted()
                    .filter(RunningPipeline::isLocked)
                    .map(file -> JsonMapper.shared().readValue(file, RunningPipeline.class))
                    .toList();
        }
    }

    /** A file without a lock is left from a program that was killed; an empty one is about to be locked. */
    private static boolean isLocked(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() == 0) {
                return false;
            }
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Files.deleteIfExists(file);
            }
            return lock == null;
        } catch (OverlappingFileLockException lockedByThisProgram) {
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
