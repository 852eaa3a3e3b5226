package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelayedConnectionsTest {

    private static final Duration DELAY = Duration.ofMillis(20);

    @Test
    void bytesArriveInOrderAfterTheDelay() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                DelayedConnections connections = new DelayedConnections(listener.getLocalPort(), DELAY);
                Socket client = new Socket(listener.getInetAddress(), connections.port());
                Socket server = listener.accept()) {
            long start = System.nanoTime();
            client.getOutputStream().write(new byte[] {1, 2});
            client.getOutputStream().write(3);
            assertThat(server.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
            server.getOutputStream().write(4);
            assertThat(client.getInputStream().read()).isEqualTo(4);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
        }
    }
}
