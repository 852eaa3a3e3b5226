package dev.orderpipeline.common.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ends of partitions, requested over a connection of their own: on that of the consumer, they would wait for its pending
 * fetch, half a second without records, and so would the records that have come. Used by one thread.
 */
final class PartitionEnds {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionEnds.class);

    private final KafkaClients clients;
    private final IsolationLevel isolation;

    private CompletableFuture<Map<TopicPartition, Long>> response = CompletableFuture.completedFuture(Map.of());

    /** @param isolation whether the end is that of all records, or is before those of open transactions */
    PartitionEnds(KafkaClients clients, IsolationLevel isolation) {
        this.clients = clients;
        this.isolation = isolation;
    }

    /** Whether the response to the last request has come, if there was one. */
    boolean isReceived() {
        return response.isDone();
    }

    /** Does not wait for the response. */
    void request(Set<TopicPartition> partitions) {
        try {
            response = clients.sharedAdmin(KafkaUser.CONSUMER)
                    .listOffsets(
                            partitions.stream()
                                    .collect(
                                            Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                            new ListOffsetsOptions(isolation))
                    .all()
                    .toCompletionStage()
                    .thenApply(ends -> ends.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, end -> end.getValue().offset())))
                    .toCompletableFuture();
        } catch (KafkaException e) {
            response = CompletableFuture.failedFuture(e);
        }
    }

    /** Those of the last request; empty if it failed. Waits for the response, unless it is received. */
    Map<TopicPartition, Long> received() {
        try {
            return response.join();
        } catch (CompletionException | CancellationException e) {
            LOG.debug("The ends of the partitions could not be read: they are requested again", e);
            return Map.of();
        }
    }
}
