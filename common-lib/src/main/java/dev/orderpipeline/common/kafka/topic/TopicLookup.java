package dev.orderpipeline.common.kafka.topic;

import dev.orderpipeline.common.kafka.Futures;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** A request whether topics exist, and whether its user has a right to them; no record is read or written for it. */
final class TopicLookup {

    private final Admin admin;
    private final AclOperation right;
    private final Map<String, KafkaFuture<TopicDescription>> descriptions;

    private TopicLookup(Admin admin, AclOperation right, Map<String, KafkaFuture<TopicDescription>> descriptions) {
        this.admin = admin;
        this.right = right;
        this.descriptions = descriptions;
    }

    /** Sends the request. */
    static TopicLookup send(Admin admin, AclOperation right, Collection<String> topics, DescribeTopicsOptions options) {
        DescribeTopicsOptions withRights = options.includeAuthorizedOperations(true);
        return new TopicLookup(
                admin,
                right,
                new HashMap<>(admin.describeTopics(topics, withRights).topicNameValues()));
    }

    /**
     * Waits for the response.
     *
     * @return those of the topics that do not exist
     * @throws TopicAuthorizationException naming the topics on which the user is denied permission
     * @throws KafkaException if the brokers do not respond
     */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        Set<String> rejected = new TreeSet<>();
        descriptions.forEach((name, description) -> {
            try {
                if (lacksRight(await(name, description))) {
                    rejected.add(name);
                }
            } catch (UnknownTopicOrPartitionException e) {
                missing.add(name);
            } catch (TopicAuthorizationException e) {
                rejected.add(name);
            }
        });
        if (!rejected.isEmpty()) {
            throw new TopicAuthorizationException(
                    "Not authorized to %s topics: %s".formatted(right.name().toLowerCase(Locale.ROOT), rejected),
                    rejected);
        }
        return missing;
    }

    /** Brokers older than Kafka 2.3 do not report rights; there, a missing right fails the first batch. */
    private TopicDescription await(String name, KafkaFuture<TopicDescription> description) {
        try {
            return Futures.await(description);
        } catch (UnsupportedVersionException e) {
            return Futures.await(admin.describeTopics(List.of(name))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next());
        }
    }

    /** If the broker returns no rights, they are assumed. */
    private boolean lacksRight(TopicDescription topic) {
        Set<AclOperation> rights = topic.authorizedOperations();
        return rights != null && !rights.isEmpty() && !rights.contains(right);
    }
}
