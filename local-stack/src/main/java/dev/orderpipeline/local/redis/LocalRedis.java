package dev.orderpipeline.local.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.container.Images;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.server.LocalServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.io.function.Uncheck;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** Redis with an append-only file, so that a kill loses no data. It requires no password. */
public class LocalRedis extends LocalServer {

    public LocalRedis(Path directory, int port) {
        super("Redis", directory, port);
    }

    /** Sets every key to its value, as plain strings. */
    public void set(Map<String, String> values) {
        withConnection(connection -> connection.sync().mset(values));
    }

    /** Removes every key. */
    public void flush() {
        withConnection(connection -> connection.sync().flushall());
    }

    @Override
    protected ChildProcess launch() {
        List<String> command = new ArrayList<>(List.of(unpackServer().toString()));
        command.addAll(arguments());
        return ChildProcess.start("redis", command, Map.of(), logFile());
    }

    @Override
    protected ContainerSpec container() {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(arguments());
        // Of newer versions than the embedded one.
        command.addAll(List.of("--protected-mode", "no", "--enable-debug-command", "yes"));
        return new ContainerSpec(Images.REDIS, command, Map.of(), List.of(port()), List.of(directory()));
    }

    /** Redis rejects commands while it loads its data. */
    @Override
    protected boolean isReady() {
        withConnection(connection -> connection.sync().ping());
        return true;
    }

    @Override
    protected List<Hint> hints() {
        return List.of(
                new Hint(
                        "libssl",
                        "Redis needs OpenSSL 3 on this machine: on Debian or Ubuntu, apt-get install libssl3;"
                                + " on Fedora or Red Hat, dnf install openssl-libs."),
                new Hint("GLIBC", "Redis needs a newer C library than this system has: use a newer system."),
                new Hint(
                        "redis-server: No such file",
                        "Redis needs the GNU C library, which this system (Alpine?) does not have."));
    }

    /** The arguments of the server's program. */
    protected List<String> arguments() {
        Path data = Uncheck.get(() -> Files.createDirectories(directory().resolve("data")));
        List<String> settings = new ArrayList<>(
                List.of("--bind", listenAddress(), "--dir", data.toString(), "--save", "", "--appendonly", "yes"));
        settings.addAll(access());
        return settings;
    }

    /** The settings of its port and its users. */
    protected List<String> access() {
        return List.of("--port", String.valueOf(port()));
    }

    /** Where this JVM connects to it. */
    protected RedisURI address() {
        return RedisURI.create(host(), port());
    }

    /** How this JVM connects to it. */
    protected ClientOptions options() {
        return ClientOptions.create();
    }

    private Path unpackServer() {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new LocalStackException(
                    "Redis could not start: it runs on Linux and macOS, on x86-64 and 64-bit ARM, not on "
                            + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ".");
        }
        return Uncheck.get(() -> {
            Path unpacked = ExecutableProvider.newJarResourceProvider(
                            directory().toFile())
                    .get()
                    .toPath();
            Path server = directory().resolve("redis-server");
            Files.deleteIfExists(server);
            copy(unpacked, server);
            return server;
        });
    }

    /**
     * By another program: a file that this one has written can't be executed as long as a process that it is starting just
     * then, for another server, still holds the file open ("Text file busy").
     */
    private static void copy(Path from, Path to) throws IOException {
        Process copying = new ProcessBuilder("cp", "-p", from.toString(), to.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(copying.getInputStream().readAllBytes(), UTF_8);
        if (copying.onExit().join().exitValue() != 0) {
            throw new LocalStackException("Redis could not be unpacked: " + output.strip());
        }
    }

    /** Runs commands on a connection of their own. */
    protected final void withConnection(Consumer<StatefulRedisConnection<String, String>> action) {
        RedisClient client = RedisClient.create(address());
        client.setOptions(options());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            action.accept(connection);
        } finally {
            client.close();
        }
    }
}
