package dev.orderpipeline.quickstart.stack;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.io.function.Uncheck;

/** The port on which a running pipeline serves the requests of {@code ./quickstart stop} and {@code start}, one after the other. */
final class ControlPort implements AutoCloseable {

    private static final int REQUEST_TIMEOUT_MILLISECONDS = 10_000;

    /** The protocol's strings hold at least this many characters. */
    private static final int MAX_MESSAGE_LENGTH = 16_000;

    private final Parts parts;
    private final ServerSocket socket;
    private final String token = UUID.randomUUID().toString();
    private final Closeable published;

    /**
     * @param folder where the pipeline's data is
     * @param environment the variables of its services
     */
    ControlPort(Parts parts, Path folder, Map<String, String> environment) {
        this.parts = parts;
        this.socket = Uncheck.get(() -> new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
        this.published = new RunningPipeline(folder, socket.getLocalPort(), token, environment).publish();
        Thread thread = new Thread(this::serve, "requests");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(REQUEST_TIMEOUT_MILLISECONDS);
                respond(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
            } catch (IOException clientGone) {
                // Serve the next client.
            }
        }
    }

    private void respond(DataInputStream request, DataOutputStream response) throws IOException {
        if (!request.readUTF().equals(token)) {
            return;
        }
        String action = request.readUTF();
        String part = request.readUTF();
        String message;
        boolean done = false;
        try {
            message = action.equals("stop") ? parts.stop(part) : parts.start(part);
            done = true;
        } catch (RuntimeException e) {
            message = e.getMessage() == null ? e.toString() : e.getMessage();
        }
        response.writeBoolean(done);
        response.writeUTF(message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH)));
        response.flush();
    }

    @Override
    public void close() {
        Uncheck.run(socket::close);
        Uncheck.run(published::close);
    }
}
