package dev.orderpipeline.common.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request and its one response: of those who may respond, the first one does. An exchange that times out before gets the
 * response for that; one that times out or fails later is completed, as the web server would otherwise write an error page
 * into the response. Thread-safe.
 */
final class Exchange implements AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final AsyncContext context;
    private final Supplier<Reply> unavailable;
    private final AtomicBoolean claimed = new AtomicBoolean();

    private Exchange(AsyncContext context, Supplier<Reply> unavailable) {
        this.context = context;
        this.unavailable = unavailable;
    }

    /** @param unavailable responds to a request that is not responded to within the timeout */
    static Exchange start(ServletRequest request, Duration timeout, Supplier<Reply> unavailable) {
        Exchange exchange = new Exchange(request.startAsync(), unavailable);
        exchange.context.setTimeout(timeout.toMillis());
        exchange.context.addListener(exchange);
        return exchange;
    }

    AsyncContext context() {
        return context;
    }

    /** Whether there is, or will be, a response. */
    boolean isClaimed() {
        return claimed.get();
    }

    /** Whether the caller is the one who responds. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** Sets status and headers. */
    HttpServletResponse begin(Reply reply) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        response.setStatus(reply.status());
        if (!reply.contentType().isEmpty()) {
            response.setContentType(reply.contentType());
        }
        reply.headers().forEach(response::setHeader);
        response.setContentLength(reply.content().length);
        return response;
    }

    /** Responds that no response is available; it is so short that it fits into the socket's buffer. */
    void refuse() {
        if (claim()) {
            try {
                Reply reply = unavailable.get();
                begin(reply).getOutputStream().write(reply.content());
            } catch (IOException | IllegalStateException e) {
                LOG.debug("The client has disconnected", e);
            }
        }
        complete();
    }

    void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The exchange is complete", e);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        refuse();
    }

    @Override
    public void onError(AsyncEvent event) {
        claim();
        complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        claim();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The exchange is not started again.
    }
}
