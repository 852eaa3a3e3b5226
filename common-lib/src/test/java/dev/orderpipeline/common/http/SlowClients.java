package dev.orderpipeline.common.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Clients that connect and communicate slowly, until they are closed. They reconnect after a lost connection. */
final class SlowClients implements AutoCloseable {

    /** What a client sends at once, and then from time to time. */
    enum Kind {
        IDLE("", ""),
        SLOW_REQUEST_LINE("GET /he", "a"),
        SLOW_HEADERS("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ", "a"),
        UNREAD_METRICS(get("/prometheus").repeat(100), ""),
        UNREAD_HEALTH(get("/health").repeat(100), get("/health")),
        UNREAD_READINESS(get("/health/readiness"), get("/health/readiness")),
        UNREAD_INFO(get("/info").repeat(100), ""),
        UNREAD_ERROR(get("/missing/" + "a".repeat(2_000)).repeat(10), ""),
        SLOW_BODY(post("/health", "Content-Length: 1000000"), "a"),
        SLOW_FORM(post("/health", "Content-Length: 90\r\nContent-Type: application/x-www-form-urlencoded"), "a"),
        SLOW_CHUNKS(post("/prometheus", "Transfer-Encoding: chunked") + "ffff\r\n", "a"),
        BODY_ANNOUNCED(post("/health", "Content-Length: 9\r\nExpect: 100-continue"), ""),
        HALF_CLOSED(get("/prometheus"), "") {
            @Override
            void start(Socket socket) throws IOException {
                super.start(socket);
                socket.shutdownOutput();
            }
        },
        SLOW_READER(get("/prometheus"), "") {
            @Override
            void goOn(Socket socket) throws IOException {
                if (socket.getInputStream().available() > 0) {
                    socket.getInputStream().read();
                }
            }
        };

        private final byte[] first;
        private final byte[] next;

        Kind(String first, String next) {
            this.first = first.getBytes(US_ASCII);
            this.next = next.getBytes(US_ASCII);
        }

        void start(Socket socket) throws IOException {
            socket.getOutputStream().write(first);
        }

        void goOn(Socket socket) throws IOException {
            socket.getOutputStream().write(next);
        }

        private static String get(String path) {
            return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        }

        private static String post(String path, String headers) {
            return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n";
        }
    }

    private static final int INTERVAL_MILLIS = 20;
    /** As small as the system allows, so that a response does not get far without its reader. */
    private static final int RECEIVE_BUFFER_BYTES = 1;

    private final int port;
    private final List<Client> clients = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> running;

    private static final class Client {
        private final Kind kind;
        private Socket socket;

        Client(Kind kind) {
            this.kind = kind;
        }
    }

    /** @param count of each kind */
    SlowClients(int port, int count, Kind... kinds) throws IOException {
        this.port = port;
        for (Kind kind : kinds) {
            for (int number = 0; number < count; number++) {
                Client client = new Client(kind);
                clients.add(client);
                connect(client);
            }
        }
        running = thread.scheduleWithFixedDelay(this::goOn, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** False if the server has refused a connection. */
    boolean areRunning() {
        return !running.isDone();
    }

    private void connect(Client client) throws IOException {
        client.socket = new Socket();
        client.socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        client.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        try {
            client.kind.start(client.socket);
        } catch (IOException closedAlready) {
            client.socket.close();
        }
    }

    private void goOn() {
        for (Client client : clients) {
            try {
                client.kind.goOn(client.socket);
            } catch (IOException closed) {
                reconnect(client);
            }
        }
    }

    private void reconnect(Client client) {
        try {
            client.socket.close();
            connect(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        thread.shutdown();
        try {
            thread.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Client client : clients) {
            client.socket.close();
        }
    }
}
