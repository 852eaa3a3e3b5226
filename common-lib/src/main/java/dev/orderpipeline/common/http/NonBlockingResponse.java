package dev.orderpipeline.common.http;

import dev.orderpipeline.common.config.Timeouts;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Writes a response whenever the socket is writable, and occupies no thread in between. A reader without progress is
 * disconnected after the connection's timeout. This class disconnects a reader that is too slow, and slow readers above
 * their limit.
 */
final class NonBlockingResponse implements WriteListener, AsyncListener {

    /** The web server buffers one piece at most for a slow reader. */
    private static final int PIECE_BYTES = 4096;

    private final byte[] content;
    private final AsyncContext exchange;
    private final ServletOutputStream out;
    private final Semaphore slowReaders;
    private final long startNanos = System.nanoTime();
    private int position;
    private boolean flushed;
    private boolean slow;

    private NonBlockingResponse(byte[] content, AsyncContext exchange, Semaphore slowReaders) throws IOException {
        this.content = content;
        this.exchange = exchange;
        this.out = exchange.getResponse().getOutputStream();
        this.slowReaders = slowReaders;
    }

    /**
     * Starts to write and returns at once; the exchange is complete when everything is written.
     *
     * @param slowReaders has a permit for each reader that does not take all of its response at once
     * @throws IllegalStateException if the exchange is over already
     */
    static void write(byte[] content, AsyncContext exchange, Semaphore slowReaders) throws IOException {
        NonBlockingResponse response = new NonBlockingResponse(content, exchange, slowReaders);
        exchange.addListener(response);
        response.out.setWriteListener(response);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (position < content.length) {
                int length = Math.min(PIECE_BYTES, content.length - position);
                out.write(content, position, length);
                position += length;
            } else if (!flushed) {
                flushed = true;
                out.flush();
            } else {
                exchange.complete();
                return;
            }
        }
        requireWithinTimeout();
    }

    private void requireWithinTimeout() throws IOException {
        if (!slow && !slowReaders.tryAcquire()) {
            throw new IOException("too many slow readers");
        }
        slow = true;
        if (System.nanoTime() - startNanos > Timeouts.RESPONSE_READ.toNanos()) {
            throw new IOException("the reader is too slow");
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The exchange gets an error event as well.
    }

    @Override
    public void onError(AsyncEvent event) {
        // Exchange completes it.
    }

    @Override
    public void onComplete(AsyncEvent event) {
        if (slow) {
            slowReaders.release();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // Exchange completes it.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The response is not started again.
    }
}
