package dev.orderpipeline.local;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** Redis without a password. It keeps an append-only file, so that not even a kill loses data. */
public final class LocalRedis extends LocalServer {

    private static final int KEYS_PER_REQUEST = 1_000;
    private static final int ANSWER_LIMIT_MILLIS = 1_000;

    LocalRedis(Path directory, int port) {
        super("Redis", directory, port);
    }

    /** Sets every key to its value, as plain strings. */
    public void set(Map<String, String> values) {
        withConnection(connection -> {
            Map<String, String> request = new HashMap<>();
            for (Map.Entry<String, String> entry : values.entrySet()) {
                request.put(entry.getKey(), entry.getValue());
                if (request.size() == KEYS_PER_REQUEST) {
                    connection.sync().mset(request);
                    request.clear();
                }
            }
            if (!request.isEmpty()) {
                connection.sync().mset(request);
            }
        });
    }

    /** Removes every key. */
    public void flush() {
        withConnection(connection -> connection.sync().flushall());
    }

    @Override
    ChildProcess launch() {
        Path data = directory().resolve("data");
        List<String> command = List.of(
                unpackServer().toString(),
                "--bind",
                host(),
                "--port",
                String.valueOf(port()),
                "--dir",
                data.toString(),
                "--save",
                "",
                "--appendonly",
                "yes");
        return ChildProcess.start("redis", command, Map.of(), logFile());
    }

    /** Redis refuses other commands, but answers this one, while it still loads its data: not with PONG, though. */
    @Override
    boolean answers() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port()), ANSWER_LIMIT_MILLIS);
            socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return "+PONG".equals(new String(answer, StandardCharsets.US_ASCII));
        }
    }

    @Override
    List<Hint> hints() {
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

    private Path unpackServer() {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new LocalStackException(
                    "Redis could not start: it runs on Linux and macOS, on x86-64 and 64-bit ARM, not on "
                            + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ".");
        }
        try {
            Files.createDirectories(directory().resolve("data"));
            return ExecutableProvider.newJarResourceProvider(directory().toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void withConnection(Consumer<StatefulRedisConnection<String, String>> action) {
        RedisClient client = RedisClient.create("redis://" + host() + ":" + port());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            action.accept(connection);
        } finally {
            client.close();
        }
    }
}
