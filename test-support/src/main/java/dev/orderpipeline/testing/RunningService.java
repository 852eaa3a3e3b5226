package dev.orderpipeline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A service in this JVM, started like its {@code main} starts it, from its variables alone. */
public final class RunningService implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningService(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
    }

    public static RunningService start(Class<?> application, Map<String, String> variables) {
        SpringApplication spring = new SpringApplication(application);
        spring.setDefaultProperties(Map.copyOf(variables));
        spring.setRegisterShutdownHook(false);
        return new RunningService(spring.run(), Integer.parseInt(variables.get("SERVER_PORT")));
    }

    public HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Like SIGTERM: returns when the service has stopped. */
    @Override
    public void close() {
        context.close();
    }
}
