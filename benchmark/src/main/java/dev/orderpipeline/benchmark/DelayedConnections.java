package dev.orderpipeline.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/** Connections to a server on this machine as over a network: all bytes arrive after a delay, however many there are. */
final class DelayedConnections implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerSocket listener;
    private final int serverPort;
    private final Duration delay;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param bytes empty at the end of the stream */
    private record Chunk(byte[] bytes, long dueNanos) {}

    /** @param delay in each direction */
    DelayedConnections(int serverPort, Duration delay) {
        this.serverPort = serverPort;
        this.delay = delay;
        try {
            listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                connect(listener.accept());
            } catch (IOException | RejectedExecutionException e) {
                // Closed.
                return;
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(listener.getInetAddress(), serverPort);
            forward(client, server);
            forward(server, client);
        } catch (IOException e) {
            // Its client reports it.
            client.close();
        }
    }

    private void forward(Socket from, Socket to) throws IOException {
        to.setTcpNoDelay(true);
        BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
        threads.execute(() -> read(from, queue));
        threads.execute(() -> write(queue, to));
    }

    private void read(Socket from, BlockingQueue<Chunk> queue) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int length = from.getInputStream().read(buffer);
            while (length > 0) {
                queue.add(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + delay.toNanos()));
                length = from.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // The connection ends, as below.
        }
        queue.add(new Chunk(new byte[0], System.nanoTime()));
    }

    private static void write(BlockingQueue<Chunk> queue, Socket to) {
        try (to) {
            Chunk chunk = queue.take();
            while (chunk.bytes().length > 0) {
                for (long left = chunk.dueNanos() - System.nanoTime();
                        left > 0;
                        left = chunk.dueNanos() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                to.getOutputStream().write(chunk.bytes());
                chunk = queue.take();
            }
        } catch (IOException e) {
            // The connection is closed at its other end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all connections. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
