package dev.orderpipeline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts connections on the IPv6 loopback address and relays them to a port of the IPv4 one. */
public final class Ipv6Relay implements AutoCloseable {

    private static final String LOOPBACK = "::1";

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public Ipv6Relay(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName(LOOPBACK));
        start(this::accept);
    }

    /** Whether this machine has an IPv6 loopback address. */
    public static boolean isPossible() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getByName(LOOPBACK)) != null;
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getByName("127.0.0.1"), target);
                open.add(client);
                open.add(server);
                start(() -> copy(client, server));
                start(() -> copy(server, client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream input = from.getInputStream();
                OutputStream output = to.getOutputStream()) {
            input.transferTo(output);
        } catch (IOException e) {
            // One of the two has closed the connection.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "ipv6-relay");
        thread.setDaemon(true);
        thread.start();
    }
}
