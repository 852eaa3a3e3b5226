package dev.orderpipeline.quickstart.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orderpipeline.local.process.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.io.function.Uncheck;

/** The port on which a running pipeline serves the requests of {@code ./quickstart stop} and {@code start}, one after the other. */
final class ControlPort implements AutoCloseable {

    private final Parts parts;
    private final HttpServer server;
    private final Closeable published;

    /**
     * @param folder where the pipeline's data is
     * @param environment the variables of its services
     */
    ControlPort(Parts parts, Path folder, Map<String, String> environment) {
        this.parts = parts;
        this.server = Uncheck.get(() -> HttpServer.create(new InetSocketAddress(Ports.HOST, 0), 0));
        String token = UUID.randomUUID().toString();
        server.createContext("/" + token, this::respond);
        server.start();
        this.published = new RunningPipeline(folder, server.getAddress().getPort(), token, environment).publish();
    }

    private void respond(HttpExchange exchange) throws IOException {
        String[] request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split(" ", 2);
        String message;
        int status = HttpURLConnection.HTTP_OK;
        try {
            message = request[0].equals("stop") ? parts.stop(request[1]) : parts.start(request[1]);
        } catch (RuntimeException e) {
            message = e.getMessage() == null ? e.toString() : e.getMessage();
            status = HttpURLConnection.HTTP_INTERNAL_ERROR;
        }
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        Uncheck.run(published::close);
    }
}
