package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.TestKafkaSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PlaintextCheckIT {

    private final LocalStack stack = SharedStack.get();

    @Test
    void brokerResponds() {
        assertThat(PlaintextCheck.isBroker(address(stack.kafka().bootstrapServers())))
                .isTrue();
    }

    @Test
    void postgresIsNoBroker() {
        assertNoClient(stack.postgres().port());
    }

    /** It responds to Kafka's client no more than to this: the client times out, which does no harm. */
    @Test
    void redisDoesNotRespond() {
        assertThat(PlaintextCheck.isBroker(address(stack.redis().port()))).isFalse();
    }

    @Test
    void webServerIsNoBroker() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            assertNoClient(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void closedPortIsNotReported() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThat(PlaintextCheck.isBroker(address(port))).isFalse();
    }

    /** A client would read the first bytes as a length, and allocate as much. */
    private static void assertNoClient(int port) {
        KafkaSettings settings = TestKafkaSettings.plaintext("localhost:" + port, TestKafkaSettings.NO_TOPICS);
        try (KafkaClients clients =
                new KafkaClients(settings, Timeouts.DEFAULT, 1, MemoryBudget.ofThisProcess(1), "test")) {
            assertThatThrownBy(clients::consumerAdmin)
                    .isInstanceOf(NotKafkaException.class)
                    .hasMessage(
                            "localhost:%d is no Kafka broker: check KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST and KAFKA_PORT"
                                    .formatted(port));
        }
    }

    private static InetSocketAddress address(int port) {
        return InetSocketAddress.createUnresolved("localhost", port);
    }

    private static InetSocketAddress address(String server) {
        return ConnectionCheck.addresses(server).get(0);
    }
}
