package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.Timeouts;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Whether a listener uses Kafka's protocol without TLS. Kafka's client reads the first four bytes of a response as
 * its length, and allocates as much: 352 MB for a TLS alert, more for the response of an HTTP server or of PostgreSQL. In
 * the heap of a service that ends the process, again after every restart.
 */
final class PlaintextCheck {

    private static final int TIMEOUT_MILLISECONDS = Math.toIntExact(Timeouts.BROKER_PROBE.toMillis());
    private static final int MAX_RESPONSE_BYTES = 1024 * 1024;
    /** The line breaks that end an HTTP head: servers with protocols of lines respond to them. */
    private static final int CORRELATION_ID = 0x0D0A0D0A;

    /** ApiVersions, the request that a client begins with: length, key, version, correlation id, no client id. */
    private static final byte[] REQUEST = ByteBuffer.allocate(14)
            .putInt(10)
            .putShort((short) 18)
            .putShort((short) 0)
            .putInt(CORRELATION_ID)
            .putShort((short) -1)
            .array();

    /** Types of TLS records: an alert, a handshake. */
    private static final int TLS_ALERT = 0x15;

    private static final int TLS_HANDSHAKE = 0x16;

    private PlaintextCheck() {}

    /**
     * Sends a request and reads how the response begins.
     *
     * @return whether a broker responded; false if there was no response
     * @throws NotKafkaException if the response is not one of Kafka's
     */
    static boolean isBroker(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), TIMEOUT_MILLISECONDS);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            socket.getOutputStream().write(REQUEST);
            DataInputStream response = new DataInputStream(socket.getInputStream());
            int length = response.readInt();
            int type = length >>> 24;
            if (type == TLS_ALERT || type == TLS_HANDSHAKE) {
                throw new NotKafkaException("%s:%d takes TLS only: set KAFKA_SECURITY_PROTOCOL to SSL or SASL_SSL"
                        .formatted(server.getHostString(), server.getPort()));
            }
            if (length < 0 || length > MAX_RESPONSE_BYTES || response.readInt() != CORRELATION_ID) {
                throw new NotKafkaException(
                        "%s:%d is no Kafka broker: check KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST and KAFKA_PORT"
                                .formatted(server.getHostString(), server.getPort()));
            }
            return true;
        } catch (IOException e) {
            // Kafka's client reports the reason.
            return false;
        }
    }
}
