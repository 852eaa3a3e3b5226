package dev.orderpipeline.local.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.commons.io.function.Uncheck;

/**
 * TCP ports of this machine. A port is reserved from its selection until this JVM ends: the program that is to listen on
 * it binds it seconds later, and no other program may get it meanwhile.
 */
public final class Ports {

    /** Where every local server listens. */
    public static final String HOST = "127.0.0.1";

    /**
     * Below what Linux (from 32768) and macOS (from 49152) give to outgoing connections: otherwise a client that tries to
     * reconnect to a stopped server could get the server's own port, which the server then could not bind.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();

    /** A byte of this file is locked for each port that a JVM has reserved, until that JVM ends. */
    private static final FileChannel RESERVATIONS = open();

    private Ports() {}

    /** Reserves some port without a listener. */
    public static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (reserve(port)) {
                return port;
            }
        }
        throw new LocalStackException("No free port between " + FIRST + " and " + LAST + " was found on this machine."
                + " End some of the programs that listen there, or set the ports to use.");
    }

    /** Reserves the port, or some other one where that is taken. */
    public static int reserveOrOther(int preferred) {
        return reserve(preferred) ? preferred : free();
    }

    /**
     * Reserves the port.
     *
     * @return false if something listens on it, or it has been reserved before, by this JVM or another one
     */
    public static boolean reserve(int port) {
        if (!isFree(port) || !isFree(new InetSocketAddress(port)) || !RESERVED.add(port)) {
            return false;
        }
        boolean locked = Uncheck.get(() -> RESERVATIONS.tryLock(port, 1, false)) != null;
        if (!locked) {
            RESERVED.remove(port);
        }
        return locked;
    }

    /** One file for all users of the machine, whatever their folder for temporary files; each can write to it. */
    private static FileChannel open() {
        File shared = new File("/tmp", "order-pipeline-ports");
        try {
            if (shared.createNewFile()) {
                Files.setPosixFilePermissions(shared.toPath(), PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            return FileChannel.open(shared.toPath(), StandardOpenOption.WRITE);
        } catch (IOException notShared) {
            String name = "order-pipeline-ports-" + System.getProperty("user.name");
            Path own = Path.of(System.getProperty("java.io.tmpdir"), name);
            return Uncheck.get(() -> FileChannel.open(own, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        }
    }

    public static boolean isFree(int port) {
        return isFree(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    public static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
