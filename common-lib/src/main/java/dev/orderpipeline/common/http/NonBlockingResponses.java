package dev.orderpipeline.common.http;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responses that occupy none of the web server's threads: one thread prepares them, for one client after the other, and
 * each is written as fast as its reader reads it ({@link NonBlockingResponse}).
 */
public final class NonBlockingResponses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NonBlockingResponses.class);

    private final String name;
    private final Consumer<Throwable> fatalErrors;
    private final ExecutorService thread;
    private final Semaphore slowReaders;

    /**
     * @param name of the thread
     * @param maxQueued requests that wait for the thread; further ones get 503. Each holds some 65 KB of the web server's
     * @param maxSlowReaders readers that do not take all of their response at once; further ones are disconnected. Each
     *     holds its response
     * @param fatalErrors handles failures of the preparation, and ends the process after a fatal one
     */
    public NonBlockingResponses(String name, int maxQueued, int maxSlowReaders, Consumer<Throwable> fatalErrors) {
        this.name = name;
        this.fatalErrors = fatalErrors;
        slowReaders = new Semaphore(maxSlowReaders);
        thread = BackgroundThread.create(name, maxQueued);
    }

    /** Responds with what the thread prepares. */
    public void respond(ServletRequest request, Supplier<Reply> preparation) {
        AsyncContext exchange = start(request);
        try {
            thread.execute(() -> prepare(exchange, preparation));
        } catch (RejectedExecutionException e) {
            HttpServletResponse response = (HttpServletResponse) exchange.getResponse();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", "1");
            exchange.complete();
        } catch (RuntimeException | Error e) {
            fail(exchange, e);
        }
    }

    /** Responds with what is in memory. */
    public void respond(ServletRequest request, Reply reply) {
        write(start(request), reply);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static AsyncContext start(ServletRequest request) {
        AsyncContext exchange = request.startAsync();
        exchange.setTimeout(Timeouts.RESPONSE.toMillis());
        exchange.addListener(new CompleteOnError());
        return exchange;
    }

    private void prepare(AsyncContext exchange, Supplier<Reply> preparation) {
        try {
            write(exchange, preparation.get());
        } catch (RuntimeException | Error e) {
            // Any of them: nothing else would end the exchange.
            fail(exchange, e);
        }
    }

    private void write(AsyncContext exchange, Reply reply) {
        try {
            HttpServletResponse response = (HttpServletResponse) exchange.getResponse();
            response.setStatus(reply.status());
            if (!reply.contentType().isEmpty()) {
                response.setContentType(reply.contentType());
            }
            reply.headers().forEach(response::setHeader);
            response.setContentLength(reply.content().length);
            NonBlockingResponse.write(reply.content(), exchange, slowReaders);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("No response from {}: the client has closed the connection", name, e);
            complete(exchange);
        }
    }

    private void fail(AsyncContext exchange, Throwable failure) {
        try {
            LOG.error("No response from {}: {}", name, Reason.of(failure), failure);
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
