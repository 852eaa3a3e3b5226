package dev.orderpipeline.common.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are queued while the thread prepares one that blocks, until it is released. */
class NonBlockingResponsesIT {

    private static final int MAX_QUEUED = 2;
    private static final String BLOCKING = "/blocking";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Tomcat tomcat = new Tomcat();
    private final List<String> prepared = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private NonBlockingResponses responses;

    @TempDir
    private Path directory;

    @BeforeEach
    void startWebServer() throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext("", directory.toString());
        Wrapper servlet = Tomcat.addServlet(context, "responses", new Responses());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/*");
        tomcat.getConnector();
        tomcat.start();
    }

    @AfterEach
    void stopWebServer() throws LifecycleException {
        released.countDown();
        responses.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void timedOutRequestIsUnavailable() {
        respondWithin(Duration.ofMillis(200));
        CompletableFuture<HttpResponse<String>> blocking = get(BLOCKING);
        await().until(() -> prepared.contains(BLOCKING));
        CompletableFuture<HttpResponse<String>> queued = get("/queued");

        assertUnavailable(blocking.join());
        assertUnavailable(queued.join());
        released.countDown();
        assertThat(get("/later").join().body()).isEqualTo("/later");
        assertThat(prepared).containsExactly(BLOCKING, "/later");
        assertThat(failures).isEmpty();
    }

    @Test
    void requestAboveTheQueueIsUnavailable() {
        respondWithin(Duration.ofMinutes(1));
        CompletableFuture<HttpResponse<String>> blocking = get(BLOCKING);
        await().until(() -> prepared.contains(BLOCKING));
        List<CompletableFuture<HttpResponse<String>>> others = List.of(get("/1"), get("/2"), get("/3"));

        await().until(() -> others.stream().anyMatch(CompletableFuture::isDone));
        assertUnavailable(others.stream()
                .filter(CompletableFuture::isDone)
                .findFirst()
                .orElseThrow()
                .join());
        released.countDown();
        assertThat(blocking.join().body()).isEqualTo(BLOCKING);
        assertThat(others).extracting(other -> other.join().statusCode()).containsExactlyInAnyOrder(200, 200, 503);
    }

    private void respondWithin(Duration timeout) {
        responses = new NonBlockingResponses("test", MAX_QUEUED, 1, () -> reply(503, "busy"), failures::add, timeout);
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        int port = tomcat.getConnector().getLocalPort();
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.body()).isEqualTo("busy");
    }

    private static Reply reply(int status, String content) {
        return new Reply(status, "text/plain", Map.of("Retry-After", "1"), content.getBytes(UTF_8));
    }

    @SuppressWarnings("serial")
    private final class Responses extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            String path = request.getRequestURI();
            responses.respond(request, () -> prepare(path));
        }

        private Reply prepare(String path) {
            prepared.add(path);
            if (path.equals(BLOCKING)) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return reply(200, path);
        }
    }
}
