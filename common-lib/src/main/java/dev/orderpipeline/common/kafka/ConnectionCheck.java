package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.Timeouts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Explains why the brokers do not respond in time, which Kafka's clients do not report. It connects to the bootstrap
 * servers, and then to the addresses that the brokers advertise, which all other requests use.
 */
public final class ConnectionCheck {

    /** Each may take its whole timeout; they mostly fail for the same reason. */
    private static final int MAX_ADDRESSES = 3;

    private final KafkaClients clients;
    private final String topic;

    /** @param topic a topic that the consumer may describe */
    public ConnectionCheck(KafkaClients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
    }

    /** The timeout with the cause and the remedy in its message, if they are found; else the timeout itself. */
    public TimeoutException explain(TimeoutException timeout) {
        return unreachable()
                .map(explanation -> new TimeoutException(timeout.getMessage() + ": " + explanation))
                .orElse(timeout);
    }

    private Optional<String> unreachable() {
        List<String> failures = new ArrayList<>();
        List<InetSocketAddress> servers = addresses(clients.bootstrapServers());
        for (InetSocketAddress server : servers) {
            failure(server).ifPresent(reason -> failures.add(text(server) + " " + reason));
        }
        if (failures.size() == servers.size()) {
            return Optional.of("no broker is reachable (%s): check KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST and KAFKA_PORT"
                    .formatted(String.join(", ", failures)));
        }
        return advertisers().stream()
                .flatMap(broker -> unreachable(broker).stream())
                .findFirst();
    }

    private static Optional<String> unreachable(Node broker) {
        InetSocketAddress address = InetSocketAddress.createUnresolved(broker.host(), broker.port());
        return failure(address)
                .map(reason -> ("broker %s advertises the address %s, which %s from here: check advertised.listeners of"
                                + " the brokers")
                        .formatted(broker.idString(), text(address), reason));
    }

    /** The leaders of the topic's partitions, as a bootstrap server describes them; none if it fails. */
    private List<Node> advertisers() {
        // Unlike an admin client, it requests a topic's description from the server that it connected to first.
        Consumer<?, ?> consumer = clients.consumer();
        try {
            return consumer.partitionsFor(topic, Timeouts.BROKER_METADATA).stream()
                    .map(PartitionInfo::leader)
                    .filter(Objects::nonNull)
                    .distinct()
                    .limit(MAX_ADDRESSES)
                    .toList();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return List.of();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** Empty if the port is open. */
    private static Optional<String> failure(InetSocketAddress unresolved) {
        InetSocketAddress address = new InetSocketAddress(unresolved.getHostString(), unresolved.getPort());
        if (address.isUnresolved()) {
            return Optional.of("can't be resolved");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, Math.toIntExact(Timeouts.BROKER_CONNECT.toMillis()));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("refuses connections or is out of reach (%s)".formatted(e.getMessage()));
        }
    }

    /** The first bootstrap servers, not resolved. */
    static List<InetSocketAddress> addresses(String bootstrapServers) {
        return Stream.of(bootstrapServers.split(","))
                .map(String::strip)
                .limit(MAX_ADDRESSES)
                .map(ConnectionCheck::parse)
                .toList();
    }

    private static InetSocketAddress parse(String server) {
        int colon = server.lastIndexOf(':');
        return InetSocketAddress.createUnresolved(
                server.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(server.substring(colon + 1)));
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
