package dev.orderpipeline.cdm.page;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Clients that send requests and read no response, until they are closed. */
final class UnreadResponses implements AutoCloseable {

    /** As small as the system allows, so that a response does not get far without its reader. */
    private static final int RECEIVE_BUFFER_BYTES = 1;

    private final List<Socket> sockets = new ArrayList<>();

    /** @param count of each path */
    UnreadResponses(int port, int count, String... paths) throws IOException {
        for (String path : paths) {
            for (int number = 0; number < count; number++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.getOutputStream()
                        .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(path)
                                .getBytes(US_ASCII));
            }
        }
    }

    int count() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
