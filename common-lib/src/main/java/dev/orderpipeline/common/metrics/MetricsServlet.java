package dev.orderpipeline.common.metrics;

import dev.orderpipeline.common.http.NonBlockingResponses;
import dev.orderpipeline.common.http.Reply;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Responds to {@code GET /prometheus} in the format that the client accepts; the parameter {@code includedNames} selects
 * metrics. The response is large, so it uses none of the web server's threads ({@link NonBlockingResponses}).
 */
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Rendering takes some milliseconds. */
    private static final int MAX_QUEUED = 64;
    /** Each holds its response, some 100 KB. */
    private static final int MAX_SLOW_READERS = 16;

    private static final int INITIAL_BYTES = 64 * 1024;

    private final transient PrometheusMeterRegistry registry;
    private final transient ExpositionFormats formats = ExpositionFormats.init();
    private final transient NonBlockingResponses responses;

    /** @param fatalErrors handles failures of the rendering, and ends the process after a fatal one */
    public MetricsServlet(PrometheusMeterRegistry registry, Consumer<Throwable> fatalErrors) {
        this.registry = registry;
        responses = new NonBlockingResponses(
                "metrics", MAX_QUEUED, MAX_SLOW_READERS, MetricsServlet::unavailable, fatalErrors);
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        doGet(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        String accepted = Objects.requireNonNullElse(request.getHeader("Accept"), "");
        Set<String> names = includedNames(request);
        responses.respond(
                request,
                () -> new Reply(
                        HttpServletResponse.SC_OK,
                        formats.findWriter(accepted).getContentType(),
                        Map.of(),
                        render(accepted, names)));
    }

    @Override
    public void destroy() {
        responses.close();
    }

    private static Reply unavailable() {
        return new Reply(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "", Map.of("Retry-After", "1"), new byte[0]);
    }

    private byte[] render(String accepted, @Nullable Set<String> names) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(INITIAL_BYTES);
        try {
            registry.scrape(content, accepted, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    /** Null for all. */
    private static @Nullable Set<String> includedNames(HttpServletRequest request) {
        String[] names = request.getParameterValues("includedNames");
        return names == null
                ? null
                : Arrays.stream(names)
                        .flatMap(list -> Arrays.stream(list.split(",")))
                        .collect(Collectors.toSet());
    }
}
