package dev.orderpipeline.common.health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A program that asks a running service whether it is healthy, for container images, which have no {@code curl}.
 *
 * <p>It takes one argument: a URL, or a path on this machine's {@code SERVER_PORT} (5000); without it the path is
 * {@code /health}. The exit code is 0 if the answer is 200; else it is 1, and standard error says what came.
 *
 * <p>It runs every few seconds in a JVM of its own, so it speaks over a bare socket: an HTTP client loads many more
 * classes.
 */
public final class HealthProbe {

    private static final int TIMEOUT_MILLISECONDS = 5_000;
    private static final int MOST_LINES = 20;

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

    /** The answer's status line, and behind it the body if the status is not 200; or why there is no answer. */
    public static String ask(URI address) {
        try (Socket socket = new Socket()) {
            int port = address.getPort() == -1 ? 80 : address.getPort();
            socket.connect(new InetSocketAddress(address.getHost(), port), TIMEOUT_MILLISECONDS);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            String request =
                    "GET " + address.getRawPath() + " HTTP/1.0\r\nHost: " + address.getRawAuthority() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        } catch (IOException | UncheckedIOException e) {
            return e.toString();
        }
    }

    private static String read(BufferedReader answer) throws IOException {
        String statusLine = answer.readLine();
        if (statusLine == null) {
            return "the connection was closed without an answer";
        }
        if (isOk(statusLine)) {
            return statusLine;
        }
        return answer.lines()
                .dropWhile(header -> !header.isEmpty())
                .limit(MOST_LINES)
                .collect(Collectors.joining("\n", statusLine, ""));
    }

    /** @param answer as {@link #ask} gives it */
    static boolean isOk(String answer) {
        return answer.startsWith("HTTP/1.") && answer.startsWith(" 200", "HTTP/1.x".length());
    }
}
