package dev.orderpipeline.common;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.orderpipeline.common.loop.LoopLifecycle;
import dev.orderpipeline.common.loop.LoopStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An AOT training run: a start that reaches none of its servers, responds to readiness probes and ends. The JVM archives
 * the classes that it has loaded and linked, for later starts.
 */
final class TrainingRun {

    /** The command's name. */
    static final String NAME = "train";

    private TrainingRun() {}

    /**
     * Takes some seconds: readiness is requested until the loop has found no PostgreSQL, and while it connects to Kafka.
     * Listens on {@code SERVER_PORT} if that is set, or on a free port.
     */
    static void run(SpringApplication spring) {
        String given = System.getenv().getOrDefault("SERVER_PORT", "");
        int port = given.isBlank() ? freePort() : Integer.parseInt(given.strip());
        try (ConfigurableApplicationContext context = spring.run(
                "--SERVER_PORT=" + port,
                "--KAFKA_BOOTSTRAP_SERVERS=localhost:1",
                "--PG_HOST=localhost",
                "--PG_PORT=1",
                "--PG_USER=nobody",
                "--REDIS_HOST=localhost",
                "--REDIS_PORT=1")) {
            LoopLifecycle loops = context.getBean(LoopLifecycle.class);
            while (loops.statuses().stream().noneMatch(LoopStatus::isRetrying)) {
                probeReadiness(port);
            }
            probeReadiness(port);
        }
    }

    /** Over a bare socket: the classes of an HTTP client are no part of a service. */
    private static void probeReadiness(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET /health/readiness HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
