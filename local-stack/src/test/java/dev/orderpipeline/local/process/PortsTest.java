package dev.orderpipeline.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void takenPortIsReplaced() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();

            assertThat(Ports.reserve(port)).isFalse();
            assertThat(Ports.reserveOrOther(port)).isNotEqualTo(port);
        }
    }

    @Test
    void portIsReservedOnce() throws IOException {
        int port = unusedPort();

        assertThat(Ports.reserve(port)).isTrue();
        assertThat(Ports.reserve(port)).isFalse();
    }

    @Test
    void portReservedByAnotherProgramIsNotUsed() throws Exception {
        int port = unusedPort();
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Another folder for temporary files makes no difference.
                        "-Djava.io.tmpdir=target",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortHolder.class.getName(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("true");

            assertThat(Ports.reserve(port)).isFalse();
            assertThat(Ports.reserveOrOther(port)).isNotEqualTo(port);
        } finally {
            other.getOutputStream().close();
            other.waitFor();
        }
        await().until(() -> Ports.reserve(port));
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
