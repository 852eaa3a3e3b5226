package dev.orderpipeline.common.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The images' health probe, which is a script. */
class HealthProbeTest {

    private static final String SCRIPT = Path.of("../docker/health-probe").toString();

    private HttpServer server;
    private String port;

    private record Run(int exitCode, String error) {}

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> exchange.sendResponseHeaders(200, -1));
        byte[] reason = "{\"redis\": \"нет\"}\n{\"kafka\": \"\"}".getBytes(UTF_8);
        server.createContext("/health/readiness", exchange -> {
            exchange.sendResponseHeaders(503, reason.length);
            exchange.getResponseBody().write(reason);
            exchange.close();
        });
        server.start();
        port = Integer.toString(server.getAddress().getPort());
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void pathIsRequestedFromThisMachine() throws Exception {
        assertThat(probe(Map.of("SERVER_PORT", port))).isEqualTo(new Run(0, ""));
        assertThat(probe(Map.of("SERVER_PORT", " " + port + " "), "/health")).isEqualTo(new Run(0, ""));
        assertThat(probe(Map.of("SERVER_PORT", port), "/missing").exitCode()).isEqualTo(1);
    }

    @Test
    void portDefaultsTo5000() throws Exception {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("SERVER_PORT", " "))) {
            assertThat(probe(environment, "/missing").error()).startsWith("http://localhost:5000/missing: ");
        }
    }

    @Test
    void urlIsRequestedUnchanged() throws Exception {
        assertThat(probe(Map.of("SERVER_PORT", "1"), "http://localhost:" + port + "/health"))
                .isEqualTo(new Run(0, ""));
    }

    @Test
    void otherStatusIsUnhealthyAndPrinted() throws Exception {
        Run run = probe(Map.of("SERVER_PORT", port), "/health/readiness");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error())
                .isEqualTo("http://localhost:" + port + "/health/readiness: HTTP/1.1 503 Service Unavailable\n"
                        + "{\"redis\": \"нет\"}\n{\"kafka\": \"\"}\n");
    }

    @Test
    void closedPortIsUnhealthy() throws Exception {
        server.stop(0);

        Run run = probe(Map.of("SERVER_PORT", port));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("http://localhost:" + port + "/health: ", "Connection refused");
    }

    @Test
    void silentServerIsUnhealthy() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + silent.getLocalPort() + "/health";

            assertThat(probe(Map.of(), address)).isEqualTo(new Run(1, address + ": no response within 5 s\n"));
        }
    }

    @Test
    void jvmOptionsHaveNoEffect() throws Exception {
        Map<String, String> environment =
                Map.of("SERVER_PORT", port, "JDK_JAVA_OPTIONS", "-XX:+NoSuch", "JAVA_TOOL_OPTIONS", "-XX:+NoSuch");

        assertThat(probe(environment)).isEqualTo(new Run(0, ""));
    }

    /** A JVM that starts takes 300 ms; the script took 6 ms. */
    @Test
    void takesLessCpuTimeThanTheStartOfAJvm() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = start(
                Map.of("SERVER_PORT", port),
                "-c",
                "for i in {1..10}; do bash $0; done; times; $1 -version 2>&1; times",
                SCRIPT,
                java);
        List<Double> seconds = process.inputReader()
                .lines()
                .filter(line -> line.matches("\\d+m[\\d.]+s \\d+m[\\d.]+s"))
                .map(HealthProbeTest::cpuSeconds)
                .toList();

        double tenProbes = seconds.get(1);
        double jvm = seconds.get(3) - tenProbes;
        assertThat(tenProbes / 10).isPositive().isLessThan(jvm);
    }

    /** User and system time as bash prints them: {@code 0m0.040s 0m0.020s}. */
    private static double cpuSeconds(String times) {
        return Pattern.compile("[ms\\s]+")
                .splitAsStream(times)
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    private static Run probe(Map<String, String> environment, String... target) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(SCRIPT));
        arguments.addAll(List.of(target));
        Process process = start(environment, arguments.toArray(String[]::new));
        String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), error);
    }

    private static Process start(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash");
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("SERVER_PORT");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
