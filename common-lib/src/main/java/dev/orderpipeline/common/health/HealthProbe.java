package dev.orderpipeline.common.health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A program that asks a running service whether it is healthy, for container images, which have no {@code curl}.
 *
 * <p>It takes one argument: a URL, or a path on this machine's {@code SERVER_PORT} (5000); without it the path is
 * {@code /health}. The exit code is 0 if the answer is 200; else it is 1, and one line on standard error says what came.
 *
 * <p>It runs every few seconds in a JVM of its own, so it speaks over a bare socket: an HTTP client loads many more
 * classes.
 */
public final class HealthProbe {

    private static final int TIMEOUT_MILLISECONDS = 5_000;

    private HealthProbe() {}

    public static void main(String[] arguments) {
        URI address =
                URI.create(address(arguments.length == 0 ? "/health" : arguments[0], System.getenv("SERVER_PORT")));
        String answer = ask(address);
        if (!isOk(answer)) {
            System.err.println(address + ": " + answer);
            System.exit(1);
        }
    }

    /** @param port as the environment has it: where the service listens unless the target says so itself */
    static String address(String target, String port) {
        if (!target.startsWith("/")) {
            return target;
        }
        return "http://localhost:" + (port == null || port.isBlank() ? "5000" : port.strip()) + target;
    }

    /** The status line of the answer, or why there is none. */
    static String ask(URI address) {
        try (Socket socket = new Socket()) {
            int port = address.getPort() == -1 ? 80 : address.getPort();
            socket.connect(new InetSocketAddress(address.getHost(), port), TIMEOUT_MILLISECONDS);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            String request =
                    "GET " + address.getRawPath() + " HTTP/1.0\r\nHost: " + address.getRawAuthority() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String statusLine = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            return statusLine == null ? "the connection was closed without an answer" : statusLine;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** @param answer as {@link #ask} gives it */
    static boolean isOk(String answer) {
        return answer.startsWith("HTTP/1.") && answer.startsWith(" 200", "HTTP/1.x".length());
    }
}
