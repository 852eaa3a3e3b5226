package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;

/**
 * The topic that is fed, on brokers that run elsewhere. Kafka's producer reports a missing topic whatever is wrong; this
 * class determines the cause.
 */
final class FeedTarget {

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_PORT = 65_535;

    private final String bootstrapServers;
    private final String topic;
    private final Map<String, Object> clientSettings;

    FeedTarget(String bootstrapServers, String topic, Map<String, Object> clientSettings) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.clientSettings = clientSettings;
    }

    /** Whether all servers are given as {@code host:port}. */
    static boolean areAddresses(String bootstrapServers) {
        return servers(bootstrapServers).allMatch(FeedTarget::isAddress);
    }

    private static boolean isAddress(String server) {
        return server.matches(".+:[1-9]\\d{0,4}") && Utils.getHost(server) != null && Utils.getPort(server) <= MAX_PORT;
    }

    /** @throws CommandFailedException if no host can be resolved: Kafka's clients cannot be built then */
    void requireResolvedHost() {
        List<InetSocketAddress> addresses = addresses();
        if (addresses.stream().allMatch(InetSocketAddress::isUnresolved)) {
            throw new CommandFailedException("--bootstrap-server %s cannot be resolved: there is no host named %s"
                    .formatted(
                            bootstrapServers,
                            addresses.stream()
                                    .map(InetSocketAddress::getHostString)
                                    .collect(Collectors.joining(" or "))));
        }
    }

    /**
     * Why the topic accepts no messages, if the cause is found.
     *
     * @throws CommandFailedException if the brokers respond that the topic does not exist
     */
    Optional<String> problem() {
        List<String> failures = new ArrayList<>();
        List<InetSocketAddress> addresses = addresses();
        addresses.forEach(address -> failure(address).ifPresent(failures::add));
        if (failures.size() == addresses.size()) {
            return Optional.of("--bootstrap-server %s is unreachable: %s"
                    .formatted(bootstrapServers, String.join(", ", failures)));
        }
        return problemOfTopic();
    }

    private Optional<String> problemOfTopic() {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        int timeout = (int) RESPONSE_TIMEOUT.toMillis();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        try (Admin admin = Admin.create(settings)) {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new CommandFailedException(
                        "Topic %2$s does not exist on --bootstrap-server %1$s: create it, or choose another one with --topic"
                                .formatted(bootstrapServers, topic));
            }
            if (e.getCause() instanceof TimeoutException) {
                return Optional.of(("--bootstrap-server %s accepts connections, but does not respond as a Kafka broker:"
                                + " check --command-config, and advertised.listeners of the brokers")
                        .formatted(bootstrapServers));
            }
            return Optional.of("--bootstrap-server %s reports: %s"
                    .formatted(
                            bootstrapServers,
                            Objects.requireNonNullElse(e.getCause(), e).getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Empty if the port is open. */
    private static Optional<String> failure(InetSocketAddress address) {
        String server = address.getHostString() + ":" + address.getPort();
        if (address.isUnresolved()) {
            return Optional.of(server + " cannot be resolved");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("%s (%s)".formatted(server, e.getMessage()));
        }
    }

    private List<InetSocketAddress> addresses() {
        return servers(bootstrapServers)
                .map(server -> new InetSocketAddress(Utils.getHost(server), Utils.getPort(server)))
                .toList();
    }

    private static Stream<String> servers(String bootstrapServers) {
        return Stream.of(bootstrapServers.split(",")).map(String::strip);
    }
}
