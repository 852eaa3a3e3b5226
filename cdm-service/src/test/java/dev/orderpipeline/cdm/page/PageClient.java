package dev.orderpipeline.cdm.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to a service, without a cache and without compression unless a header accepts it. */
final class PageClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String address;

    PageClient(String port) {
        address = "http://localhost:" + port;
    }

    String address() {
        return address;
    }

    /** @param headers names and values */
    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, BodyHandlers.ofString(), headers);
    }

    HttpResponse<byte[]> bytes(String path, String... headers) {
        return send("GET", path, BodyHandlers.ofByteArray(), headers);
    }

    HttpResponse<String> send(String method, String path) {
        return send(method, path, BodyHandlers.ofString());
    }

    JsonNode json(String path) {
        return JsonMapper.shared().readTree(get(path).body());
    }

    private <T> HttpResponse<T> send(String method, String path, HttpResponse.BodyHandler<T> body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(TIMEOUT)
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
