package dev.orderpipeline.common.http;

import dev.orderpipeline.common.config.Timeouts;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Accepts every connection, and closes the oldest one that waits for its client if there are too many. A connection
 * serves one request, so the older it is, the slower its client. Those whose request is being processed stay.
 */
final class BoundedEndpoint extends NioEndpoint {

    /** Some 15 KB of heap each while a request is incomplete. Probes, a scraper and a few people need a tenth of it. */
    private static final int MAX_CONNECTIONS = 256;

    /** Enough for a probe's request; a larger one is read piece by piece. */
    private static final int READ_BUFFER_BYTES = 1024;

    private static final int WRITE_BUFFER_BYTES = 4096;

    /** Oldest first. Used by the acceptor thread alone. */
    private final Deque<Connection> open = new ArrayDeque<>();

    private record Connection(SocketChannel channel, NioSocketWrapper wrapper, long acceptedNanos) {

        boolean isClosed() {
            return wrapper.isClosed();
        }

        boolean isWaitingForClient() {
            return channel.isRegistered()
                    && (wrapper.interestOpsHas(SelectionKey.OP_READ) || wrapper.interestOpsHas(SelectionKey.OP_WRITE));
        }

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - acceptedNanos > age.toNanos();
        }
    }

    BoundedEndpoint() {
        getSocketProperties().setAppReadBufSize(READ_BUFFER_BYTES);
        getSocketProperties().setAppWriteBufSize(WRITE_BUFFER_BYTES);
    }

    @Override
    protected boolean setSocketOptions(SocketChannel channel) {
        makeRoom();
        boolean accepted = super.setSocketOptions(channel);
        SocketWrapperBase<NioChannel> wrapper = connections.get(channel);
        if (wrapper != null) {
            open.add(new Connection(channel, (NioSocketWrapper) wrapper, System.nanoTime()));
        }
        return accepted;
    }

    private void makeRoom() {
        open.removeIf(Connection::isClosed);
        closeOldest();
        while (open.size() >= MAX_CONNECTIONS && isRunning()) {
            LockSupport.parkNanos(Timeouts.CONNECTION_RETRY_INTERVAL.toNanos());
            open.removeIf(Connection::isClosed);
            closeOldest();
        }
    }

    private void closeOldest() {
        Iterator<Connection> oldestFirst = open.iterator();
        while (open.size() >= MAX_CONNECTIONS && oldestFirst.hasNext()) {
            Connection connection = oldestFirst.next();
            if (!connection.isOlderThan(Timeouts.MIN_CONNECTION_AGE)) {
                return;
            }
            if (connection.isWaitingForClient()) {
                oldestFirst.remove();
                timeOut(connection.wrapper());
            }
        }
    }

    /** As Tomcat does after a timeout, so that a request of the connection is completed as usual. */
    private void timeOut(NioSocketWrapper connection) {
        connection.setError(new SocketTimeoutException("closed in favour of a newer connection"));
        if (!processSocket(connection, SocketEvent.ERROR, true)) {
            connection.close();
        }
    }
}
