package dev.orderpipeline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of this machine's loopback address. */
final class Ports {

    /**
     * Below what Linux (from 32768) and macOS (from 49152) give to outgoing connections: otherwise a client that tries to
     * reconnect to a stopped server could be given the server's own port, and the server could not come back.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    /** A byte of this file is locked for each port that a JVM has been given, until that JVM ends. */
    private static final FileChannel GIVEN_TO_ANY_JVM = open();

    private Ports() {}

    /** A port that nobody listens on, that this JVM has not been given before, and that is no other one's either. */
    static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port) && GIVEN.add(port) && take(port)) {
                return port;
            }
        }
        throw new LocalStackException("No free port between " + FIRST + " and " + LAST + " was found on this machine."
                + " End some of the programs that listen there, or give the ports to use.");
    }

    private static boolean take(int port) {
        try {
            return GIVEN_TO_ANY_JVM.tryLock(port, 1, false) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel open() {
        String name = "order-pipeline-ports-" + System.getProperty("user.name");
        try {
            return FileChannel.open(
                    Path.of(System.getProperty("java.io.tmpdir"), name),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
