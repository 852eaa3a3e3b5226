package dev.orderpipeline.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.http.IdleService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsServletIT {

    private static final Pattern LABEL = Pattern.compile("[{,]([a-zA-Z_]\\w*)=\"");
    /** What the Prometheus operator and Prometheus' Kubernetes examples put on every series of a target. */
    private static final List<String> TAKEN = List.of(
            "service", "namespace", "pod", "container", "endpoint", "job", "instance", "node", "cluster", "prometheus");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static IdleService service;

    @BeforeAll
    static void startService() {
        service = IdleService.start();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void formatMatchesTheAcceptHeader() throws Exception {
        HttpResponse<String> text = send(request("").build());
        assertThat(contentType(text)).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        assertThat(text.body())
                .contains("# TYPE jvm_threads_live_threads gauge")
                .doesNotContain("# EOF");

        HttpResponse<String> openMetrics = send(request("")
                .header(
                        "Accept",
                        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1")
                .build());
        assertThat(contentType(openMetrics)).isEqualTo("application/openmetrics-text;version=1.0.0;charset=utf-8");
        assertThat(openMetrics.body()).endsWith("# EOF\n");
    }

    @Test
    void namesSelectMetrics() throws Exception {
        HttpResponse<String> response =
                send(request("?includedNames=pipeline_records_consumed,jvm_threads_live_threads")
                        .build());

        assertThat(response.body().lines().filter(line -> !line.startsWith("#")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("pipeline_records_consumed_total{"));
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        HttpResponse<String> response =
                send(request("").method("HEAD", BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isPositive();
        assertThat(response.body()).isEmpty();
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        assertThat(send(request("").DELETE().build()).statusCode()).isEqualTo(405);
    }

    @Test
    void concurrentScrapersReceiveCompleteResponses() {
        List<CompletableFuture<HttpResponse<String>>> responses = Stream.generate(
                        () -> HTTP.sendAsync(request("").build(), BodyHandlers.ofString()))
                .limit(50)
                .toList();

        assertThat(responses).extracting(CompletableFuture::join).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .contains("pipeline_records_consumed_total")
                    .endsWith("\n");
        });
    }

    @Test
    void noLabelConflictsWithThoseOfKubernetes() throws Exception {
        assertThat(service.get("/info").statusCode()).isEqualTo(200);
        String body = send(request("").build()).body();

        assertThat(LABEL.matcher(body).results().map(label -> label.group(1)))
                .contains("application")
                .doesNotContainAnyElementsOf(TAKEN);
        assertThat(body.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> line.contains("application=\"idle-service\""));
    }

    private static HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + "/prometheus" + query));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElseThrow();
    }
}
