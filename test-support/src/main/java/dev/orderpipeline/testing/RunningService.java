package dev.orderpipeline.testing;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service in this JVM, started like its {@code main} starts it, from its variables alone. */
public final class RunningService implements AutoCloseable {

    private static final String READINESS = "/health/readiness";

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

    public boolean isReady() {
        return get(READINESS).statusCode() == 200;
    }

    /** Waits until the service is ready. */
    public void awaitReady() {
        eventually().until(this::isReady);
    }

    /**
     * Waits until readiness reports a component as down.
     *
     * @param component {@code loop}, {@code kafka}, {@code postgres} or {@code redis}
     * @param words parts of the reason
     */
    public void awaitDown(String component, String... words) {
        eventually().untilAsserted(() -> {
            JsonNode state = JsonMapper.shared()
                    .readTree(get(READINESS).body())
                    .path("components")
                    .path(component);
            assertThat(state.path("status").asString()).isEqualTo("DOWN");
            assertThat(state.path("reason").asString()).contains(words);
        });
    }

    /** Like SIGTERM: returns when the service has stopped. */
    @Override
    public void close() {
        context.close();
    }
}
