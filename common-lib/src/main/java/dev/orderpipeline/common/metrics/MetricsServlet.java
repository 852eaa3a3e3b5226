package dev.orderpipeline.common.metrics;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responds to {@code GET /prometheus} in the format that the client accepts; the parameter {@code includedNames} selects
 * metrics. The response is large, so it uses none of the web server's threads: one thread renders it, for one client after
 * the other, and it is written as fast as its reader reads it ({@link NonBlockingResponse}).
 */
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(MetricsServlet.class);
    /** Each holds some 65 KB of the web server's. Rendering takes some milliseconds. */
    private static final int MAX_QUEUED = 64;
    /** Each holds its response, some 100 KB. */
    private static final int MAX_SLOW_READERS = 16;

    private static final int INITIAL_BYTES = 64 * 1024;

    private final transient PrometheusMeterRegistry registry;
    private final transient Consumer<Throwable> fatalErrors;
    private final transient ExpositionFormats formats = ExpositionFormats.init();
    private final transient ThreadPoolExecutor renderer;
    private final Semaphore slowReaders = new Semaphore(MAX_SLOW_READERS);

    /** @param fatalErrors handles failures of the rendering, and ends the process after a fatal one */
    public MetricsServlet(PrometheusMeterRegistry registry, Consumer<Throwable> fatalErrors) {
        this.registry = registry;
        this.fatalErrors = fatalErrors;
        renderer = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(MAX_QUEUED), work -> {
            Thread thread = new Thread(work, "metrics");
            thread.setDaemon(true);
            // Rendering may outlast the web server, whose class loader it would have.
            thread.setContextClassLoader(MetricsServlet.class.getClassLoader());
            return thread;
        });
        renderer.allowCoreThreadTimeOut(true);
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        doGet(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        String accepted = Objects.requireNonNullElse(request.getHeader("Accept"), "");
        Set<String> names = includedNames(request);
        AsyncContext exchange = request.startAsync();
        exchange.setTimeout(Timeouts.METRICS.toMillis());
        exchange.addListener(new CompleteOnError());
        try {
            renderer.execute(() -> respond(exchange, accepted, names));
        } catch (RejectedExecutionException e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", "1");
            exchange.complete();
        } catch (RuntimeException | Error e) {
            fail(exchange, e);
        }
    }

    @Override
    public void destroy() {
        renderer.shutdownNow();
    }

    private void respond(AsyncContext exchange, String accepted, @Nullable Set<String> names) {
        try {
            byte[] content = render(accepted, names);
            write(exchange, formats.findWriter(accepted).getContentType(), content);
        } catch (RuntimeException | Error e) {
            // Any of them: nothing else would end the exchange.
            fail(exchange, e);
        }
    }

    private void write(AsyncContext exchange, String contentType, byte[] content) {
        try {
            HttpServletResponse response = (HttpServletResponse) exchange.getResponse();
            response.setContentType(contentType);
            response.setContentLength(content.length);
            NonBlockingResponse.write(content, exchange, slowReaders);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("Metrics not sent: the client has closed the connection", e);
            complete(exchange);
        }
    }

    private void fail(AsyncContext exchange, Throwable failure) {
        try {
            LOG.error("Metrics not sent: {}", Reason.of(failure), failure);
            ((HttpServletResponse) exchange.getResponse()).setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } catch (IllegalStateException e) {
            LOG.debug("The client has closed the connection", e);
        } finally {
            complete(exchange);
            fatalErrors.accept(failure);
        }
    }

    private static void complete(AsyncContext exchange) {
        try {
            exchange.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The exchange is complete", e);
        }
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

    /**
     * Completes an exchange that times out, or whose client is gone. Otherwise the web server would write an error page into
     * it, while the response is being written.
     */
    private static final class CompleteOnError implements AsyncListener {

        @Override
        public void onError(AsyncEvent event) {
            complete(event.getAsyncContext());
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            complete(event.getAsyncContext());
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // Nothing is left to do.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // The exchange is not started again.
        }
    }
}
