package dev.orderpipeline.common.http;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
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
    private final Supplier<Reply> unavailable;
    private final Duration timeout;
    private final Consumer<Throwable> fatalErrors;
    private final ExecutorService thread;
    private final Semaphore slowReaders;

    /**
     * @param name of the thread
     * @param maxQueued requests that wait for the thread. Each holds some 65 KB of the web server's
     * @param maxSlowReaders readers that do not take all of their response at once; further ones are disconnected. Each
     *     holds its response
     * @param unavailable responds to requests above {@code maxQueued}, and to those that are not prepared within {@link
     *     Timeouts#RESPONSE}; up to 1 KB
     * @param fatalErrors handles failures of the preparation, and ends the process after a fatal one
     */
    public NonBlockingResponses(
            String name,
            int maxQueued,
            int maxSlowReaders,
            Supplier<Reply> unavailable,
            Consumer<Throwable> fatalErrors) {
        this(name, maxQueued, maxSlowReaders, unavailable, fatalErrors, Timeouts.RESPONSE);
    }

    NonBlockingResponses(
            String name,
            int maxQueued,
            int maxSlowReaders,
            Supplier<Reply> unavailable,
            Consumer<Throwable> fatalErrors,
            Duration timeout) {
        this.name = name;
        this.unavailable = unavailable;
        this.timeout = timeout;
        this.fatalErrors = fatalErrors;
        slowReaders = new Semaphore(maxSlowReaders);
        thread = BackgroundThread.create(name, maxQueued);
    }

    /** Responds with what the thread prepares. */
    public void respond(ServletRequest request, Supplier<Reply> preparation) {
        Exchange exchange = start(request);
        try {
            thread.execute(() -> prepare(exchange, preparation));
        } catch (RejectedExecutionException e) {
            exchange.refuse();
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

    private Exchange start(ServletRequest request) {
        return Exchange.start(request, timeout, unavailable);
    }

    private void prepare(Exchange exchange, Supplier<Reply> preparation) {
        if (exchange.isClaimed()) {
            // It has timed out in the queue, or its client has disconnected.
            return;
        }
        try {
            write(exchange, preparation.get());
        } catch (RuntimeException | Error e) {
            // Any of them: nothing else would end the exchange.
            fail(exchange, e);
        }
    }

    private void write(Exchange exchange, Reply reply) {
        if (!exchange.claim()) {
            return;
        }
        try {
            exchange.begin(reply);
            NonBlockingResponse.write(reply.content(), exchange.context(), slowReaders);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("No response from {}: the client has disconnected", name, e);
            exchange.complete();
        }
    }

    private void fail(Exchange exchange, Throwable failure) {
        try {
            LOG.error("No response from {}: {}", name, Reason.of(failure), failure);
            if (exchange.claim()) {
                ((HttpServletResponse) exchange.context().getResponse())
                        .setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        } catch (IllegalStateException e) {
            LOG.debug("The client has disconnected", e);
        } finally {
            exchange.complete();
            fatalErrors.accept(failure);
        }
    }
}
