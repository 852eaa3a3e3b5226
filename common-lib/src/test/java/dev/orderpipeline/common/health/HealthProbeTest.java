package dev.orderpipeline.common.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthProbeTest {

    @Test
    void pathIsOneOfThisMachine() {
        assertThat(HealthProbe.address("/health", null)).isEqualTo("http://localhost:5000/health");
        assertThat(HealthProbe.address("/health/readiness", "5101"))
                .isEqualTo("http://localhost:5101/health/readiness");
        assertThat(HealthProbe.address("/health", " ")).isEqualTo("http://localhost:5000/health");
    }

    @Test
    void urlIsTakenAsItIs() {
        assertThat(HealthProbe.address("http://stg:80/health", "5101")).isEqualTo("http://stg:80/health");
    }

    @Test
    void onlyTwoHundredIsOkAndAnythingElseIsToldWhole() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/up", exchange -> exchange.sendResponseHeaders(200, -1));
        byte[] reason = "{\"redis\": \"нет\"}".getBytes(UTF_8);
        server.createContext("/down", exchange -> {
            exchange.sendResponseHeaders(503, reason.length);
            exchange.getResponseBody().write(reason);
            exchange.close();
        });
        server.start();
        String base = "http://localhost:" + server.getAddress().getPort();
        try {
            assertThat(HealthProbe.ask(URI.create(base + "/up"))).matches(HealthProbe::isOk);
            String answer = HealthProbe.ask(URI.create(base + "/down"));
            assertThat(answer).contains("503").endsWith("\n{\"redis\": \"нет\"}");
            assertThat(HealthProbe.isOk(answer)).isFalse();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobodyThereIsNotOk() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(HealthProbe.ask(URI.create("http://localhost:" + port + "/health")))
                .contains("refused");
    }

    @Test
    void exitCodeSaysWhatCame() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> exchange.sendResponseHeaders(200, -1));
        server.start();
        String port = String.valueOf(server.getAddress().getPort());
        try {
            assertThat(exitCode(port)).isZero();
            assertThat(exitCode(port, "/missing")).isEqualTo(1);
        } finally {
            server.stop(0);
        }
    }

    private static int exitCode(String port, String... path) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                HealthProbe.class.getName());
        builder.command().addAll(List.of(path));
        builder.environment().put("SERVER_PORT", port);
        Process process = builder.inheritIO().start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
