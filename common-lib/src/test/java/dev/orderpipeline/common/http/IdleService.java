package dev.orderpipeline.common.http;

import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.testing.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** A service all of whose dependencies are down. */
public record IdleService(RunningService service, int port) implements AutoCloseable {

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static IdleService start() {
        return start(Idle.class);
    }

    /** @param application {@link Idle} with more beans */
    public static IdleService start(Class<? extends Idle> application) {
        int port = freePort();
        Map<String, String> variables = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
                "REDIS_PORT", "1",
                "PG_PORT", "1",
                "PG_USER", "nobody",
                "SERVER_PORT", Integer.toString(port),
                "pipeline.name", "idle-service",
                "pipeline.schema", "idle",
                "pipeline.source-topic", "in",
                "pipeline.destination-topic", "out");
        return new IdleService(RunningService.start(application, variables), port);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(RESPONSE_TIMEOUT)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        service.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    public static class Idle {

        @Bean
        BatchProcessor<String> processor() {
            return new BatchProcessor<>() {
                @Override
                public String parse(byte[] value) {
                    return "";
                }

                @Override
                public PreparedBatch prepare(List<Received<String>> batch) {
                    return () -> new BatchResult(List.of(), List.of(), batch.size());
                }
            };
        }
    }
}
