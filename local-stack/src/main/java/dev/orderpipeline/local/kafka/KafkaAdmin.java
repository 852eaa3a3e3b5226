package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.process.LocalStackException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;

/** Administrative clients, and their requests. */
final class KafkaAdmin {

    /** For a response; long enough for a busy machine. */
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private KafkaAdmin() {}

    static Admin client(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis())));
    }

    /**
     * Waits for the response to a request.
     *
     * @param failure begins the message if the request fails
     * @throws LocalStackException if it fails
     */
    static <T> T await(String failure, KafkaFuture<T> response) {
        try {
            return response.get();
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new LocalStackException(failure + ": " + reason.getMessage(), reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted during a request to Kafka", e);
        }
    }
}
