package dev.orderpipeline.common.redis;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.orderpipeline.common.config.HostAndPort;
import dev.orderpipeline.common.config.RedisServers;
import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.RedisUser;
import dev.orderpipeline.common.config.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thread waits for the attempt of another one to connect to a server that accepts connections and does not respond. */
class RedisConnectionsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private ServerSocket silent;
    private RedisConnections connections;
    private Thread first;
    private Thread second;

    @BeforeEach
    void start() throws IOException {
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        CompletableFuture.runAsync(this::accept);
        HostAndPort address = new HostAndPort("127.0.0.1", silent.getLocalPort());
        connections = RedisConnections.create(
                new RedisSettings(new RedisServers.Standalone(address), 0, RedisUser.DEFAULT, false, TlsFiles.NONE),
                TIMEOUT,
                1_000_000);
        first = use();
        eventually().until(() -> accepted.size() == 1);
        second = use();
        eventually().until(() -> second.getState() == Thread.State.WAITING);
    }

    @AfterEach
    void stop() throws IOException {
        connections.close();
        silent.close();
    }

    @Test
    void failedAttemptCountsForWaitingThreads() throws InterruptedException {
        first.join();
        second.join();

        assertThat(failures).hasSize(2).allMatch(RedisFailureException.class::isInstance);
        assertThat(accepted).hasSize(1);
    }

    @Test
    void waitingThreadIsInterruptible() throws InterruptedException {
        second.interrupt();
        second.join();

        assertThat(first.isAlive()).isTrue();
        assertThat(failures).singleElement().isInstanceOf(RedisFailureException.class);
        first.join();
    }

    private Thread use() {
        Thread thread =
                new Thread(() -> failures.add(catchThrowable(() -> connections.use(RedisConnection::countKeys))));
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (!silent.isClosed()) {
                accepted.add(silent.accept());
            }
        } catch (IOException e) {
            if (!silent.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
